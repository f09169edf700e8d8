// Small models without YAML.
#pragma once

#include <memory>

#include <catch2/catch.hpp>

#include "model/plan.hpp"
#include "unit/layers/layer_config.hpp"

namespace nnctl {

using Keys = std::vector<std::pair<const char*, schema::Node>>;

inline LayerSpec layer_spec(const char* name, const char* type, const Keys& keys = {}) {
  return {name, layer_config(type, keys), {}, true};
}

inline LayerSpec dense_spec(const char* name, std::int64_t units, const char* activation = "linear") {
  return layer_spec(name, "dense",
                    {{"units", schema::Node::integer(units)}, {"activation", schema::Node::string(activation)}});
}

}  // namespace nnctl
