// F scores: the harmonic mean of precision and recall. Keras 3.15.1, keras/src/metrics/f_score_metrics.py.
#include <algorithm>
#include <cmath>

#include "costs/probability.hpp"
#include "metrics/f_average.hpp"
#include "metrics/registry.hpp"
#include "metrics/row_mean.hpp"

namespace nnctl {

namespace {

struct FScoreConfig {
  FAverage average = FAverage::kNone;
  double beta = 1;
  std::optional<double> threshold;
};

/// State: for each column the weights of true positives, false positives and false negatives.
class FScore final : public Metric {
 public:
  explicit FScore(const FScoreConfig& config) : config_(config) {}

  std::int64_t state_size(std::int64_t columns) const override { return kSums * columns; }

  void update(const MetricCall& call, double* state) const override {
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* p = call.prediction + row * call.columns;
      const Real largest = *std::max_element(p, p + call.columns);
      const double weight = call.weight(row);
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const double yes = is_yes(p[c], largest) ? weight : 0.0;
        const auto y = static_cast<double>(target_value(call, row, c));
        double* sums = state + kSums * c;
        sums[0] += yes * y;
        sums[1] += yes * (1 - y);
        sums[2] += (weight - yes) * y;
      }
    }
  }

  double result(std::int64_t columns, const double* state) const override {
    double total[kSums] = {};
    double mean = 0;
    double weighted = 0;
    for (std::int64_t c = 0; c < columns; ++c) {
      const double* sums = state + kSums * c;
      for (std::int64_t i = 0; i < kSums; ++i) total[i] += sums[i];
      mean += score(sums) / static_cast<double>(columns);
      weighted += score(sums) * (sums[0] + sums[2]);
    }
    switch (config_.average) {
      case FAverage::kMicro:
        return score(total);
      case FAverage::kWeighted:
        return weighted / (total[0] + total[2] + costs::kEpsilon);
      case FAverage::kNone:
      case FAverage::kMacro:
        break;
    }
    return mean;
  }

  bool higher_is_better() const override { return true; }

  std::string mismatch(std::int64_t columns, TargetEncoding encoding) const override {
    if (encoding == TargetEncoding::kNumbers) {
      return "an F score compares classes, but the target is a number; use mean_absolute_error";
    }
    if (columns == 1 && !config_.threshold) {
      return "an F score of one output needs a 'threshold', such as 0.5: without it the largest output of a row is the "
             "answer, and there is only one";
    }
    return {};
  }

 private:
  static constexpr std::int64_t kSums = 3;

  /// Without a threshold all that equal the row's largest, but for a row of zeros.
  bool is_yes(Real p, Real largest) const {
    if (config_.threshold) return p > static_cast<Real>(*config_.threshold);
    constexpr auto kZero = static_cast<Real>(1e-9);
    return p >= largest && std::abs(p) > kZero;
  }

  double score(const double* sums) const {
    const double precision = sums[0] / (sums[0] + sums[1] + costs::kEpsilon);
    const double recall = sums[0] / (sums[0] + sums[2] + costs::kEpsilon);
    const double square = config_.beta * config_.beta;
    return (1 + square) * (precision * recall / (square * precision + recall + costs::kEpsilon));
  }

  FScoreConfig config_;
};

schema::Schema<FScoreConfig> score_fields(const char* name) {
  return metric_fields<FScoreConfig>(name)
      .field(
          "average", &FScoreConfig::average,
          "Of the classes' scores: macro and none the plain mean, weighted the mean by how often each class is true; "
          "micro counts all classes together.")
      .field("threshold", &FScoreConfig::threshold, "An output above it is a yes; null: the largest output of a row.");
}

}  // namespace

const schema::PartType<Metric>& f1_score_metric() {
  static const auto type = schema::part_type<FScore, Metric>(
      "f1_score", "F1Score", "Harmonic mean of precision and recall, class by class, then averaged.",
      score_fields("f1_score"),
      {{"f1_score"},
       {"{type: f1_score, average: micro, threshold: 0.4}"},
       {"{type: f1_score, average: macro, threshold: 0.5}"},
       {"{type: f1_score, average: weighted}"}});
  return type;
}

const schema::PartType<Metric>& fbeta_score_metric() {
  static const auto type = schema::part_type<FScore, Metric>(
      "fbeta_score", "FBetaScore", "The F score in which recall counts beta times as much as precision.",
      score_fields("fbeta_score")
          .field("beta", &FScoreConfig::beta, "Weight of recall against precision.", schema::above(0.0)),
      {{"fbeta_score"}, {"{type: fbeta_score, beta: 2, threshold: 0.5}"}}, {"f_beta_score"});
  return type;
}

}  // namespace nnctl

namespace nnctl::schema {

const std::vector<Choice<FAverage>>& Choices<FAverage>::all() {
  static const std::vector<Choice<FAverage>> choices = {{"none", FAverage::kNone},
                                                        {"micro", FAverage::kMicro},
                                                        {"macro", FAverage::kMacro},
                                                        {"weighted", FAverage::kWeighted}};
  return choices;
}

}  // namespace nnctl::schema
