// Precision, recall, and the four counts behind them. Keras 3.15.1, keras/src/metrics/confusion_metrics.py.
#include "metrics/registry.hpp"
#include "metrics/threshold_counts.hpp"

namespace nnctl {

namespace {

using schema::at_least;
using schema::PartType;

/// A figure of the four counts.
template <class Figure>
class CountFigure final : public Metric {
 public:
  explicit CountFigure(const ThresholdConfig& config) : config_(config) {}

  std::int64_t state_size(std::int64_t) const override { return 4; }
  void update(const MetricCall& call, double* state) const override {
    Counts counts{state[0], state[1], state[2], state[3]};
    add_counts(call, config_, counts);
    state[0] = counts.true_positives;
    state[1] = counts.false_positives;
    state[2] = counts.true_negatives;
    state[3] = counts.false_negatives;
  }
  double result(std::int64_t, const double* state) const override {
    return Figure::of(Counts{state[0], state[1], state[2], state[3]});
  }
  bool higher_is_better() const override { return Figure::kHigherIsBetter; }
  std::string mismatch(std::int64_t columns, TargetEncoding encoding) const override {
    return counts_mismatch(Figure::kName, config_, columns, encoding);
  }

 private:
  ThresholdConfig config_;
};

struct PrecisionFigure {
  static constexpr const char* kName = "precision";
  static constexpr bool kHigherIsBetter = true;
  static double of(const Counts& c) { return ratio(c.true_positives, c.true_positives + c.false_positives); }
};
struct RecallFigure {
  static constexpr const char* kName = "recall";
  static constexpr bool kHigherIsBetter = true;
  static double of(const Counts& c) { return ratio(c.true_positives, c.true_positives + c.false_negatives); }
};
struct TruePositivesFigure {
  static constexpr const char* kName = "true_positives";
  static constexpr bool kHigherIsBetter = true;
  static double of(const Counts& c) { return c.true_positives; }
};
struct FalsePositivesFigure {
  static constexpr const char* kName = "false_positives";
  static constexpr bool kHigherIsBetter = false;
  static double of(const Counts& c) { return c.false_positives; }
};
struct TrueNegativesFigure {
  static constexpr const char* kName = "true_negatives";
  static constexpr bool kHigherIsBetter = true;
  static double of(const Counts& c) { return c.true_negatives; }
};
struct FalseNegativesFigure {
  static constexpr const char* kName = "false_negatives";
  static constexpr bool kHigherIsBetter = false;
  static double of(const Counts& c) { return c.false_negatives; }
};

schema::Schema<ThresholdConfig> threshold_fields(const char* name) {
  return metric_fields<ThresholdConfig>(name).field(
      "thresholds", &ThresholdConfig::thresholds,
      "An output above it, not on it, is a yes; one number. null: 0.5, or none with top_k.");
}

template <class Figure>
PartType<Metric> ratio_type(const char* keras_name, const char* text) {
  using Config = ThresholdConfig;
  const std::string name = Figure::kName;
  schema::Check<std::optional<std::int64_t>> positive{
      ">= 1", [](const std::optional<std::int64_t>& k) { return !k || *k >= 1; },
      schema::json_limit("minimum", std::int64_t{1})};
  schema::Check<std::optional<std::int64_t>> not_negative{
      ">= 0", [](const std::optional<std::int64_t>& k) { return !k || *k >= 0; },
      schema::json_limit("minimum", std::int64_t{0})};
  return schema::part_type<CountFigure<Figure>, Metric>(
      name, keras_name, text,
      threshold_fields(Figure::kName)
          .field("top_k", &Config::top_k, "Only a row's k largest outputs can be a yes.", positive)
          .field("class_id", &Config::class_id, "The index of the one class to count; null: all columns together.",
                 not_negative),
      {{name},
       {fmt::format("{{type: {}, thresholds: 0.3}}", name)},
       {fmt::format("{{type: {}, top_k: 1}}", name)},
       {fmt::format("{{type: {}, class_id: 0}}", name)}});
}

template <class Figure>
PartType<Metric> count_type(const char* keras_name, const char* text) {
  const std::string name = Figure::kName;
  return schema::part_type<CountFigure<Figure>, Metric>(name, keras_name, text, threshold_fields(Figure::kName),
                                                        {{name}, {fmt::format("{{type: {}, thresholds: 0.3}}", name)}});
}

}  // namespace

const PartType<Metric>& precision_metric() {
  static const auto type = ratio_type<PrecisionFigure>(
      "Precision", "Of all answers yes, the share that is right; over all classes together unless class_id is given.");
  return type;
}

const PartType<Metric>& recall_metric() {
  static const auto type = ratio_type<RecallFigure>(
      "Recall", "Of all true yes, the share that is found; over all classes together unless class_id is given.");
  return type;
}

const PartType<Metric>& true_positives_metric() {
  static const auto type = count_type<TruePositivesFigure>("TruePositives", "How often yes was right.");
  return type;
}

const PartType<Metric>& false_positives_metric() {
  static const auto type = count_type<FalsePositivesFigure>("FalsePositives", "How often yes was wrong.");
  return type;
}

const PartType<Metric>& true_negatives_metric() {
  static const auto type = count_type<TrueNegativesFigure>("TrueNegatives", "How often no was right.");
  return type;
}

const PartType<Metric>& false_negatives_metric() {
  static const auto type = count_type<FalseNegativesFigure>("FalseNegatives", "How often no was wrong.");
  return type;
}

}  // namespace nnctl
