// Targets of crossentropies, moved a little towards all classes alike.
#pragma once

#include "losses/loss.hpp"

namespace nnctl {

/// y (1 - s) + s / columns, for a target of a column a class.
struct SmoothedOneHot {
  const Real* target;
  std::int64_t columns;
  Real keep;
  Real spread;

  SmoothedOneHot(const LossCall& call, double label_smoothing)
      : target(call.target),
        columns(call.columns),
        keep(static_cast<Real>(1 - label_smoothing)),
        spread(static_cast<Real>(label_smoothing / static_cast<double>(call.columns))) {}

  Real at(std::int64_t row, std::int64_t c) const { return target[row * columns + c] * keep + spread; }
};

/// y (1 - s) + s / 2, for a target of 0 or 1.
struct SmoothedBit {
  Real keep;
  Real spread;

  explicit SmoothedBit(double label_smoothing)
      : keep(static_cast<Real>(1 - label_smoothing)), spread(static_cast<Real>(label_smoothing / 2)) {}

  Real operator()(Real y) const { return y * keep + spread; }
};

}  // namespace nnctl
