// A metric that is the mean over the rows of what their columns cost (costs/elementwise.hpp), added up or averaged.
#pragma once

#include "costs/elementwise.hpp"
#include "metrics/row_mean.hpp"

namespace nnctl {

using costs::Columns;

/// `Cost` is also the config: its members are the metric's own keys.
template <class Cost, Columns kColumns = Columns::kMean>
class ColumnMetric : public RowMean {
 public:
  explicit ColumnMetric(const Cost& cost) : cost_(cost) {}

  void update(const MetricCall& call, double* state) const final {
    const double share = kColumns == Columns::kMean ? 1.0 / static_cast<double>(call.columns) : 1.0;
    add_rows(call, state, [&](std::int64_t row) {
      double sum = 0;
      for (std::int64_t c = 0; c < call.columns; ++c) {
        sum += cost_.value(call.prediction[row * call.columns + c], target_value(call, row, c));
      }
      return sum * share;
    });
  }

  bool higher_is_better() const final { return false; }
  // Of classes it is the distance of the probabilities from 0 and 1 (squared: Brier's score), which can be meant
  std::string mismatch(std::int64_t, TargetEncoding) const final { return {}; }

 private:
  Cost cost_;
};

}  // namespace nnctl
