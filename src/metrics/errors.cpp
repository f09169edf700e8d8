// Distances of numbers, as means over rows and columns. Keras 3.15.1, keras/src/metrics/regression_metrics.py.
#include <cmath>

#include "costs/elementwise.hpp"
#include "metrics/column_metric.hpp"
#include "metrics/registry.hpp"

namespace nnctl {

namespace {

using schema::PartType;

template <class Cost, Columns kColumns = Columns::kMean>
const PartType<Metric> error_type(const char* name, const char* keras_name, const char* text,
                                  std::vector<std::string> aliases) {
  return schema::part_type<ColumnMetric<Cost, kColumns>, Metric>(name, keras_name, text, metric_fields<Cost>(name),
                                                                 {{name}}, std::move(aliases));
}

class RootMeanSquaredError final : public ColumnMetric<costs::SquaredError> {
 public:
  using ColumnMetric::ColumnMetric;
  // Of all rows together: the mean of the batches' roots would be less
  double result(std::int64_t columns, const double* state) const override {
    return std::sqrt(RowMean::result(columns, state));
  }
  bool sees_mask() const override { return false; }
};

}  // namespace

const PartType<Metric>& mean_squared_error_metric() {
  static const auto type = error_type<costs::SquaredError>(
      "mean_squared_error", "MeanSquaredError", "Mean of the squared differences, in squares of the target's unit.",
      {"mse", "MSE"});
  return type;
}

const PartType<Metric>& root_mean_squared_error_metric() {
  constexpr const char* kName = "root_mean_squared_error";
  static const auto type = schema::part_type<RootMeanSquaredError, Metric>(
      kName, "RootMeanSquaredError", "Root of the mean of the squared differences, in the target's unit.",
      metric_fields<costs::SquaredError>(kName), {{kName}}, {"rmse", "RMSE"});
  return type;
}

const PartType<Metric>& mean_absolute_error_metric() {
  static const auto type = error_type<costs::AbsoluteError>("mean_absolute_error", "MeanAbsoluteError",
                                                            "Mean distance, in the target's unit.", {"mae", "MAE"});
  return type;
}

const PartType<Metric>& mean_absolute_percentage_error_metric() {
  static const auto type =
      error_type<costs::AbsolutePercentageError>("mean_absolute_percentage_error", "MeanAbsolutePercentageError",
                                                 "Mean distance in percent of the target.", {"mape", "MAPE"});
  return type;
}

const PartType<Metric>& mean_squared_logarithmic_error_metric() {
  static const auto type =
      error_type<costs::SquaredLogarithmicError>("mean_squared_logarithmic_error", "MeanSquaredLogarithmicError",
                                                 "Mean of the squared differences of ln(x + 1).", {"msle", "MSLE"});
  return type;
}

const PartType<Metric>& log_cosh_error_metric() {
  static const auto type = error_type<costs::LogCosh>("log_cosh_error", "LogCoshError", "Mean of ln(cosh(difference)).",
                                                      {"log_cosh", "logcosh"});
  return type;
}

const PartType<Metric>& poisson_metric() {
  static const auto type =
      error_type<costs::Poisson>("poisson", "Poisson", "Mean of p - y ln(p), Poisson's likelihood of counts.", {});
  return type;
}

const PartType<Metric>& kl_divergence_metric() {
  static const auto type = error_type<costs::Divergence, Columns::kSum>(
      "kl_divergence", "KLDivergence", "Mean over the rows of the sum of y ln(y / p) over the columns.",
      {"kld", "KLD"});
  return type;
}

}  // namespace nnctl
