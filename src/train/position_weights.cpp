#include "train/position_weights.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace nnctl::train {

PositionWeights::PositionWeights(const Objective& objective, bool has_weights, std::int64_t rows)
    : positions_(objective.positions()) {
  const auto size = static_cast<std::size_t>(rows * positions_);
  if (has_weights) given_.resize(size);
  if (objective.is_masked()) {
    mask_.resize(size);
    masked_.resize(size);
  }
}

void PositionWeights::spread(std::int64_t rows) {
  if (given_.empty() || positions_ == 1) return;
  for (std::int64_t row = rows - 1; row >= 0; --row) {
    std::fill_n(given_.begin() + row * positions_, positions_, given_[static_cast<std::size_t>(row)]);
  }
}

void PositionWeights::take_mask(const Executor& executor, std::int64_t first_row, std::int64_t rows) {
  if (mask_.empty()) return;
  const Real* const mask = executor.mask_of_output();
  NNCTL_ASSERT(mask != nullptr, "the output was planned with a mask");
  const std::int64_t first = first_row * positions_;
  std::copy_n(mask, rows * positions_, mask_.begin() + first);
  for (std::int64_t i = 0; i < rows * positions_; ++i) {
    const auto at = static_cast<std::size_t>(first + i);
    masked_[at] = given_.empty() ? mask[i] : given_[at] * mask[i];
  }
}

Weighting PositionWeights::from(std::int64_t first_row) const {
  const auto all = [](const std::vector<Real>& values) { return values.empty() ? nullptr : values.data(); };
  return Weighting{all(given_), all(mask_), all(masked_)}.from(first_row * positions_);
}

}  // namespace nnctl::train
