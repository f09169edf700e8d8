// Layers from keys and values, without YAML.
#pragma once

#include <utility>
#include <vector>

#include "layers/layer.hpp"

namespace nnctl {

inline schema::Node layer_node(const char* type, const std::vector<std::pair<const char*, schema::Node>>& keys) {
  schema::Node node = schema::Node::map();
  node.set("type", schema::Node::string(type));
  for (const auto& [key, value] : keys) node.set(key, value);
  return node;
}

/// Throws UserError.
inline LayerPartConfig layer_config(const char* type,
                                    const std::vector<std::pair<const char*, schema::Node>>& keys = {}) {
  schema::Reader reader;
  LayerPartConfig config;
  schema::read_part(reader, layer_node(type, keys), "layer", config);
  reader.throw_if_failed();
  return config;
}

/// The message and, after " | ", the hint of the only mistake in it.
inline std::string layer_mistake(const char* type, const std::vector<std::pair<const char*, schema::Node>>& keys) {
  try {
    layer_config(type, keys);
  } catch (const UserError& error) {
    if (error.diagnostics().size() != 1) return error.what();
    const Diagnostic& only = error.diagnostics().front();
    return only.message + (only.hint.empty() ? "" : " | " + only.hint);
  }
  return {};
}

}  // namespace nnctl
