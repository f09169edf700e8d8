// A column type with options as a config would give them, without a config file.
#pragma once

#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "data/column_type.hpp"

namespace nnctl::data {

/// Values are plain scalars, or lists in brackets.
inline ColumnTypeConfig with_options(const char* type, const std::map<std::string, std::string>& options) {
  schema::Node node = schema::Node::map();
  node.set("type", schema::Node::string(type));
  for (const auto& [key, text] : options) {
    if (!text.starts_with('[')) {
      node.set(key, schema::Node::plain(text));
      continue;
    }
    schema::Node list = schema::Node::sequence();
    for (std::size_t begin = 1; begin < text.size();) {
      const std::size_t end = text.find_first_of(",]", begin);
      list.append(schema::Node::plain(text.substr(begin, end - begin)));
      begin = text.find_first_not_of(' ', end + 1);
    }
    node.set(key, std::move(list));
  }
  schema::Reader reader;
  ColumnTypeConfig config;
  schema::read_part(reader, node, "x", config);
  for (const Diagnostic& diagnostic : reader.diagnostics()) FAIL(diagnostic.message);
  return config;
}

}  // namespace nnctl::data
