// What the config says of one weight of a layer: its first values, a penalty and a constraint, under keys that start
// with the same word ("kernel_initializer", ...).
#pragma once

#include <string>

#include "layers/layer.hpp"

namespace nnctl {

struct WeightConfig {
  InitializerConfig initializer;
  RegularizerConfig regularizer = {};  ///< may be none
  ConstraintConfig constraint = {};    ///< may be none

  static WeightConfig initialized_by(std::string_view initializer) { return {InitializerConfig::named(initializer)}; }
};

/// `noun` names the weight in the reference: "kernel", "bias".
template <class Config>
schema::Schema<Config>& weight_fields(schema::Schema<Config>& schema, const std::string& prefix,
                                      WeightConfig Config::*weight, const std::string& noun) {
  return schema.field(prefix + "_initializer", weight, &WeightConfig::initializer, "First values of the " + noun + ".")
      .field(prefix + "_regularizer", weight, &WeightConfig::regularizer, "Penalty on the " + noun + "; null for none.")
      .field(prefix + "_constraint", weight, &WeightConfig::constraint,
             "What the " + noun + " is held to after each update; null for nothing.");
}

inline ParameterSpec parameter_spec(std::string name, const Shape& shape, const WeightConfig& weight) {
  return {std::move(name), shape, weight.initializer, weight.regularizer, weight.constraint};
}

}  // namespace nnctl
