// Mean distances of numbers. Keras 3.15.1, keras/src/metrics/regression_metrics.py.
#include <cmath>

#include "metrics/registry.hpp"
#include "metrics/row_mean.hpp"

namespace nnctl {

namespace {

struct ErrorConfig {};

struct Squared {
  static double of(double error) { return error * error; }
};
struct Absolute {
  static double of(double error) { return std::abs(error); }
};

/// The mean over a row's columns of a function of prediction - target.
template <class Distance>
class ColumnError final : public RowMean {
 public:
  explicit ColumnError(const ErrorConfig&) {}

  void update(const MetricCall& call, double* state) const override {
    add_rows(call, state, [&](std::int64_t row) {
      double sum = 0;
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const Real error = call.prediction[row * call.columns + c] - target_value(call, row, c);
        sum += Distance::of(static_cast<double>(error));
      }
      return sum / static_cast<double>(call.columns);
    });
  }

  bool higher_is_better() const override { return false; }
  // Of classes it is the distance of the probabilities from 0 and 1 (squared: Brier's score), which can be meant
  std::string mismatch(std::int64_t, TargetEncoding) const override { return {}; }
};

}  // namespace

const schema::PartType<Metric>& mean_squared_error_metric() {
  static const auto type = schema::part_type<ColumnError<Squared>, Metric>(
      "mean_squared_error", "MeanSquaredError", "Mean of the squared differences, in squares of the target's unit.",
      metric_fields<ErrorConfig>("mean_squared_error"), {{"mean_squared_error"}}, {"mse", "MSE"});
  return type;
}

const schema::PartType<Metric>& mean_absolute_error_metric() {
  static const auto type = schema::part_type<ColumnError<Absolute>, Metric>(
      "mean_absolute_error", "MeanAbsoluteError", "Mean distance, in the target's unit.",
      metric_fields<ErrorConfig>("mean_absolute_error"), {{"mean_absolute_error"}}, {"mae", "MAE"});
  return type;
}

}  // namespace nnctl
