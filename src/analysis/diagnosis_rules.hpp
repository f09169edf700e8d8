// The rules of analysis/diagnosis.hpp, one function each: a finding, or nothing.
#pragma once

#include <optional>
#include <string>

#include "analysis/diagnosis.hpp"

namespace nnctl::analysis {

using Rule = std::optional<Finding>(const Evidence&);

// By the curves of loss and metric.
Rule diverging_rate, worsening_rate, rate_too_small, stopped_short, plateau, overfitting;
// By the baselines and classes.
Rule underfitting, class_imbalance;
// By the layers' units and gradients.
Rule uniform_weights, dead_units, saturated_activations, vanishing_gradients, exploding_gradients;

}  // namespace nnctl::analysis
