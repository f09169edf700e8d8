// Which planned layers read a sequence step by step.
#pragma once

#include <algorithm>

#include "model/plan.hpp"

namespace nnctl {

/// Bidirectional ones as well.
inline bool is_recurrent(const PlannedLayer& layer) {
  return std::ranges::any_of(layer.plan.parameters, [](const nnctl::ParameterSpec& weight) {
    return weight.name.ends_with("recurrent_kernel");
  });
}

}  // namespace nnctl
