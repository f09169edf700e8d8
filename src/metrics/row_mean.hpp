// A metric that is the weighted mean of one value a row: {weighted sum, sum of weights} (Keras's MeanMetricWrapper,
// keras/src/metrics/reduction_metrics.py).
#pragma once

#include <cstdint>

#include <fmt/format.h>

#include "metrics/metric.hpp"

namespace nnctl {

class RowMean : public Metric {
 public:
  std::int64_t state_size(std::int64_t) const final { return 2; }
  double result(std::int64_t, const double* state) const override { return state[1] == 0 ? 0 : state[0] / state[1]; }

 protected:
  /// Adds `value(row)` of every row.
  template <class Value>
  static void add_rows(const MetricCall& call, double* state, const Value& value) {
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const double weight = call.weight(row);
      state[0] += weight * value(row);
      state[1] += weight;
    }
  }
};

template <class Config>
schema::Schema<Config> metric_fields(const char* name) {
  return schema::Schema<Config>(fmt::format("metric '{}'", name), "");
}

/// The class of a row's target: its index, or the largest column of a one-hot row.
std::int64_t true_class(const MetricCall& call, std::int64_t row);
/// The largest column of the prediction; of equal ones the first.
std::int64_t predicted_class(const MetricCall& call, std::int64_t row);
/// The target a column of the prediction is compared with; a class index stands for its one-hot row.
Real target_value(const MetricCall& call, std::int64_t row, std::int64_t column);

}  // namespace nnctl
