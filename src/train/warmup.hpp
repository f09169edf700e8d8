// A slow start: the learning rate, whatever makes it, is multiplied by a factor that rises to 1 in a straight line
// (Goyal et al., arXiv:1706.02677, section 2.2).
#pragma once

#include <cstdint>

#include "schedules/step_count.hpp"
#include "schema/schema.hpp"

namespace nnctl::train {

struct WarmupConfig {
  StepCount length;
  double start = 0;

  /// Of step `step` (from 0), in [start, 1].
  double factor(std::int64_t step, const TrainingLength& run) const;

  static const schema::Schema<WarmupConfig>& schema();
};

}  // namespace nnctl::train
