// One golden case of a layer, run as the trainer would.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "golden/vectors.hpp"

namespace nnctl::golden {

using Weights = std::map<std::string, Tensor>;
Weights weights(const nlohmann::json& value);

/// What a layer makes of a case, and what the trainer adds to it for the regularizers.
struct LayerResult {
  std::vector<Real> y;
  std::vector<Real> mask;  ///< of the output; empty without one
  std::vector<Real> dx;
  Weights dweights;  ///< of trainable weights
  Weights state;     ///< the other weights, after a training step
  double penalty = 0;
};

/// With `regularize`, gradients are of sum(dy * y) + penalty. Keras divides an activity penalty by the batch's rows.
LayerResult run_layer(const nlohmann::json& one, bool regularize);

}  // namespace nnctl::golden
