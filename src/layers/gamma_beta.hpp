// What the normalizing layers have in common: epsilon below the root, and a learned factor and offset after it.
#pragma once

#include <string>
#include <vector>

#include "layers/weight_config.hpp"

namespace nnctl {

struct GammaBetaConfig {
  double epsilon = 1e-3;
  bool center = true;
  bool scale = true;
  WeightConfig beta = WeightConfig::initialized_by("zeros");
  WeightConfig gamma = WeightConfig::initialized_by("ones");

  /// gamma where there is a scale, then beta where there is a center.
  std::vector<ParameterSpec> parameters(const Shape& shape) const {
    std::vector<ParameterSpec> specs;
    if (scale) specs.push_back(parameter_spec("gamma", shape, gamma));
    if (center) specs.push_back(parameter_spec("beta", shape, beta));
    return specs;
  }

  /// One pointer of a call's parameters or gradients; null where the layer has no such weight.
  template <class Pointers>
  auto gamma_of(const Pointers& pointers) const -> decltype(pointers[0] + 0) {
    return scale ? pointers[0] : nullptr;
  }
  template <class Pointers>
  auto beta_of(const Pointers& pointers) const -> decltype(pointers[0] + 0) {
    return center ? pointers[scale ? 1 : 0] : nullptr;
  }
  std::size_t num_parameters() const { return static_cast<std::size_t>(scale) + static_cast<std::size_t>(center); }
};

/// For a Config that derives from GammaBetaConfig.
template <class Config>
schema::Schema<Config>& gamma_beta_fields(schema::Schema<Config>& fields) {
  double Config::*epsilon = &Config::epsilon;
  bool Config::*center = &Config::center;
  bool Config::*scale = &Config::scale;
  WeightConfig Config::*beta = &Config::beta;
  WeightConfig Config::*gamma = &Config::gamma;
  fields.field("epsilon", epsilon, "Added to the variance below the root.", schema::at_least(0.0))
      .field("center", center, "Whether an offset beta is learned.")
      .field("scale", scale, "Whether a factor gamma is learned.");
  weight_fields(fields, "beta", beta, "offset beta");
  return weight_fields(fields, "gamma", gamma, "factor gamma");
}

}  // namespace nnctl
