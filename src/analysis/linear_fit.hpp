// The weights of a linear model that lower its loss the furthest: a convex problem, solved by L-BFGS (J. Nocedal,
// Updating quasi-Newton matrices with limited storage, 1980) over all rows at once, or where they are too many for that
// neared by Adam in a few epochs.
#pragma once

#include <span>

#include "data/dataset.hpp"
#include "train/objective.hpp"

namespace nnctl::analysis {

struct LinearProblem {
  const ModelPlan& plan;  ///< ends with the dense layer
  const train::Objective& objective;
  const data::Dataset& rows;
  /// The features are the dense layer's input, and may be shifted and scaled.
  bool features_are_inputs = true;
  double flops = 0;  ///< that the fit may take
};

/// From `weights` (packed_size) to better ones, in place; no penalty but a ridge of 1 / rows on standardized features,
/// scikit-learn's C = 1. Depends on the rows and the loss alone where `flops` suffice, and on no number of threads.
void fit_linear(const LinearProblem& problem, std::span<Real> weights, ThreadPool& pool);

}  // namespace nnctl::analysis
