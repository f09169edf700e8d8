// Predictions of a model for rows, in order.
#pragma once

#include <span>
#include <vector>

#include "data/dataset.hpp"
#include "model/executor.hpp"

namespace nnctl::train {

/// (rows, output). Rows run in fixed blocks of 256, so the bits do not depend on threads.
std::vector<Real> predict(const ModelPlan& plan, std::span<const Real> weights, const data::Dataset& dataset,
                          ThreadPool& pool);

}  // namespace nnctl::train
