// The share of the target's variance that the predictions explain. Keras 3.15.1, class R2Score in
// keras/src/metrics/regression_metrics.py.
#include <cmath>

#include "metrics/r2_aggregation.hpp"
#include "metrics/registry.hpp"
#include "metrics/row_mean.hpp"

namespace nnctl {

namespace {

struct R2Config {
  R2Aggregation class_aggregation = R2Aggregation::kUniformAverage;
  std::int64_t num_regressors = 0;
};

/// State: for each column the sums of w y, w y^2, w (y - p)^2 and w; last the number of values.
class R2Score final : public Metric {
 public:
  explicit R2Score(const R2Config& config) : config_(config) {}

  std::int64_t state_size(std::int64_t columns) const override { return kSums * columns + 1; }

  void update(const MetricCall& call, double* state) const override {
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const double weight = call.weight(row);
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const Real y = target_value(call, row, c);
        const auto error = static_cast<double>(y - call.prediction[row * call.columns + c]);
        const auto truth = static_cast<double>(y);
        double* sums = state + kSums * c;
        sums[0] += weight * truth;
        sums[1] += weight * truth * truth;
        sums[2] += weight * error * error;
        sums[3] += weight;
      }
    }
    state[kSums * call.columns] += static_cast<double>(call.rows * call.columns);
  }

  double result(std::int64_t columns, const double* state) const override {
    const double samples = state[kSums * columns];
    if (samples == 0) return 0;
    double score = 0;
    double variances = 0;
    for (std::int64_t c = 0; c < columns; ++c) {
      const double* sums = state + kSums * c;
      const double variance = sums[1] - sums[0] * (sums[0] / sums[3]);
      const double own = 1 - sums[2] / variance;
      const double raw = std::isinf(own) ? 0 : own;
      if (config_.class_aggregation == R2Aggregation::kVarianceWeightedAverage) {
        score += variance * raw;
        variances += variance;
      } else {
        score += raw / static_cast<double>(columns);
      }
    }
    if (config_.class_aggregation == R2Aggregation::kVarianceWeightedAverage) score /= variances;
    return adjusted(score, samples);
  }

  bool higher_is_better() const override { return true; }

  std::string mismatch(std::int64_t, TargetEncoding encoding) const override {
    if (encoding == TargetEncoding::kNumbers) return {};
    return "r2_score explains numbers, but the target is a class; use accuracy";
  }

 private:
  static constexpr std::int64_t kSums = 4;

  // Keras counts the values, not the rows; with too few of them it leaves the score as it is
  double adjusted(double score, double samples) const {
    const auto regressors = static_cast<double>(config_.num_regressors);
    if (regressors == 0 || regressors >= samples - 1) return score;
    return 1 - (1 - score) * (samples - 1) / (samples - regressors - 1);
  }

  R2Config config_;
};

}  // namespace

const schema::PartType<Metric>& r2_score_metric() {
  using Config = R2Config;
  static const auto type = schema::part_type<R2Score, Metric>(
      "r2_score", "R2Score",
      "Share of the target's variance that is explained: 1 is perfect, 0 as good as telling the mean.",
      metric_fields<Config>("r2_score")
          .field("class_aggregation", &Config::class_aggregation,
                 "Of several columns' scores: the plain mean (none is the same), or weighted by their variances.")
          .field("num_regressors", &Config::num_regressors,
                 "Above 0: the adjusted score for this many independent variables.", schema::at_least(std::int64_t{0})),
      {{"r2_score"}, {"{type: r2_score, class_aggregation: variance_weighted_average}"}});
  return type;
}

}  // namespace nnctl

namespace nnctl::schema {

const std::vector<Choice<R2Aggregation>>& Choices<R2Aggregation>::all() {
  static const std::vector<Choice<R2Aggregation>> choices = {
      {"uniform_average", R2Aggregation::kUniformAverage},
      {"variance_weighted_average", R2Aggregation::kVarianceWeightedAverage},
      {"none", R2Aggregation::kUniformAverage}};
  return choices;
}

}  // namespace nnctl::schema
