// A config file as a tree with places. The only folder that knows yaml-cpp.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "schema/node.hpp"
#include "schema/reader.hpp"

namespace nnctl::config {

/// Parses one YAML document. A syntax error is a UserError(Fault::kConfig) alone; duplicate keys are complaints.
schema::Node parse(const std::shared_ptr<const schema::Source>& source, std::string_view text, schema::Reader& reader);

/// Reads a config file and merges it over the file its `extends` names, if any.
schema::Node load(const std::filesystem::path& path, schema::Reader& reader);

/// The tree as a YAML file: block style, short maps and lists on one line.
std::string to_yaml(const schema::Node& root);

}  // namespace nnctl::config
