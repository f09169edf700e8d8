// training.class_weight: how much the rows of each class count in the training loss.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "data/target_encoder.hpp"
#include "experiment/declare_codec.hpp"

namespace nnctl::experiment {

struct ClassWeight {
  enum class Kind { kNone, kBalanced, kGiven };
  Kind kind = Kind::kNone;
  std::vector<std::pair<std::string, double>> given;  ///< by label; a class that is not listed has weight 1
};

/// A label of `given` that is none of the classes; null when all are.
const std::string* unknown_label(const ClassWeight& weight, const data::TargetEncoder& target);

/// A weight for each class. Balanced: rows / (classes * rows of the class), so that every class weighs the same and the
/// mean weight is 1. `counts` are the classes' training rows.
std::vector<double> weights_of_classes(const ClassWeight& weight, const data::TargetEncoder& target,
                                       std::span<const std::int64_t> counts);

}  // namespace nnctl::experiment

namespace nnctl::schema {
NNCTL_DECLARE_CODEC(experiment::ClassWeight)
}  // namespace nnctl::schema
