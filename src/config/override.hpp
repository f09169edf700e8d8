// --set KEY=VALUE: replaces one node of the tree before it is read, so that it is checked like the file's own.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "schema/node.hpp"
#include "schema/reader.hpp"

namespace nnctl::config {

/// One step of a dotted path: a key, a list element's name, or its index.
std::vector<std::string> split_path(std::string_view path);

/// Applies the overrides in order; the n-th (from 1) has the places "--set n:COLUMN".
void apply_overrides(schema::Node& root, std::span<const std::string> overrides, schema::Reader& reader);

/// The names that a list of parts gives its elements: `name`, else the type in snake case with Keras's counter
/// ("dense", "dense_1").
std::vector<std::string> element_names(const schema::Node& list);

}  // namespace nnctl::config
