// What each position of a batch counts in the loss and in metrics: its row's weight, and the mask that the output
// brings along. A position is a row, or a step of a sequence output. Keras 3.15.1: apply_mask in
// keras/src/losses/loss.py.
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/real.hpp"
#include "train/objective.hpp"

namespace nnctl::train {

class PositionWeights {
 public:
  /// For a batch of so many rows; `has_weights`: the data weigh their rows.
  PositionWeights(const Objective& objective, bool has_weights, std::int64_t rows);

  /// Where a dataset writes a weight a row, to be followed by spread(); null where rows have none.
  Real* row_weights() { return given_.empty() ? nullptr : given_.data(); }
  /// From a weight a row to one a position.
  void spread(std::int64_t rows);
  /// Where the output has a mask: takes that of the executor's last forward, of `rows` rows from `first_row` on. Calls
  /// for different rows may run at the same time.
  void take_mask(const Executor& executor, std::int64_t first_row, std::int64_t rows);
  /// Those of the rows from `first_row` on.
  Weighting from(std::int64_t first_row) const;

 private:
  std::int64_t positions_;
  std::vector<Real> given_;   // empty: all 1
  std::vector<Real> mask_;    // empty: no mask
  std::vector<Real> masked_;  // the product of both, or the mask; empty: no mask
};

}  // namespace nnctl::train
