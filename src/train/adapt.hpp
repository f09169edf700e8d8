// State that layers take from the training rows before training: Keras's adapt().
#pragma once

#include <span>

#include "data/dataset.hpp"
#include "model/plan.hpp"

namespace nnctl::train {

/// Writes the state of each layer that adapts into `weights` (packed_size), from all rows of `training` in order,
/// `batch_size` at a time.
void adapt(const ModelPlan& plan, const data::Dataset& training, std::int64_t batch_size, std::span<Real> weights);

}  // namespace nnctl::train
