// A loss that adds up, or averages, what each column of a row costs (costs/elementwise.hpp).
#pragma once

#include "costs/elementwise.hpp"
#include "losses/loss.hpp"

namespace nnctl {

using costs::Columns;

template <class Cost>
double column_loss(const LossCall& call, const Cost& cost, Columns columns) {
  const double share = columns == Columns::kMean ? 1.0 / static_cast<double>(call.columns) : 1.0;
  double total = 0;
  for (std::int64_t row = 0; row < call.rows; ++row) {
    const double weight = call.weight(row);
    const double slope = call.scale * weight * share;
    double sum = 0;
    for (std::int64_t i = row * call.columns; i < (row + 1) * call.columns; ++i) {
      sum += cost.value(call.prediction[i], call.target[i]);
      if (call.gradient != nullptr) {
        call.gradient[i] = static_cast<Real>(slope * cost.slope(call.prediction[i], call.target[i]));
      }
    }
    total += weight * sum * share;
  }
  return total;
}

}  // namespace nnctl
