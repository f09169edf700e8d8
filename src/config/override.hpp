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

/// Puts `value` where the dotted path that `key` holds leads, making maps on the way; null takes the node away.
/// Complaints and new keys have the place of `key`.
void assign(schema::Node& root, const schema::Node& key, schema::Node value, schema::Reader& reader);

/// Applies the overrides in order; the n-th (from 1) has the places "--set n:COLUMN".
void apply_overrides(schema::Node& root, std::span<const std::string> overrides, schema::Reader& reader);

/// Arguments KEY=V1,V2,... (each value list read as a YAML flow list; a single map is a range) become
/// sweep.parameters, in the place of those the config has. The n-th has the places "argument n:COLUMN".
void apply_grid(schema::Node& root, std::span<const std::string> arguments, schema::Reader& reader);

/// The names that a list of parts gives its elements: `name`, else the type in snake case with Keras's counter
/// ("dense", "dense_1").
std::vector<std::string> element_names(const schema::Node& list);

}  // namespace nnctl::config
