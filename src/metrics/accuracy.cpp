// Shares of right answers. Keras 3.15.1, keras/src/metrics/accuracy_metrics.py; what "accuracy" means is decided by the
// shapes, never by the loss (keras/src/trainers/compile_utils.py).
#include <fmt/format.h>

#include "metrics/registry.hpp"
#include "metrics/row_mean.hpp"

namespace nnctl {

namespace {

constexpr double kDefaultThreshold = 0.5;

std::string mismatch_with_numbers(const char* metric, TargetEncoding encoding) {
  if (encoding != TargetEncoding::kNumbers) return {};
  return fmt::format("{} compares classes, but the target is a number; use mean_absolute_error", metric);
}

std::string mismatch_with_one_column(const char* metric, std::int64_t columns) {
  if (columns != 1) return {};
  return fmt::format("{} needs one output a class, got 1 column; use binary_accuracy", metric);
}

class Shares : public RowMean {
 public:
  bool higher_is_better() const final { return true; }

 protected:
  /// The share of the row's columns on the right side of the threshold; a probability of exactly it is a 0.
  static void add_binary(const MetricCall& call, Real threshold, double* state) {
    add_rows(call, state, [&](std::int64_t row) {
      double right = 0;
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const Real answer = call.prediction[row * call.columns + c] > threshold ? Real{1} : Real{0};
        if (answer == target_value(call, row, c)) right += 1;
      }
      return right / static_cast<double>(call.columns);
    });
  }

  static void add_classes(const MetricCall& call, double* state) {
    add_rows(call, state,
             [&](std::int64_t row) { return true_class(call, row) == predicted_class(call, row) ? 1.0 : 0.0; });
  }
};

struct AccuracyConfig {};

class Accuracy final : public Shares {
 public:
  explicit Accuracy(const AccuracyConfig&) {}

  void update(const MetricCall& call, double* state) const override {
    if (call.columns == 1) {
      add_binary(call, static_cast<Real>(kDefaultThreshold), state);
    } else {
      add_classes(call, state);
    }
  }

  std::string mismatch(std::int64_t, TargetEncoding encoding) const override {
    return mismatch_with_numbers("accuracy", encoding);
  }
};

struct BinaryAccuracyConfig {
  double threshold = kDefaultThreshold;
};

class BinaryAccuracy final : public Shares {
 public:
  explicit BinaryAccuracy(const BinaryAccuracyConfig& config) : threshold_(static_cast<Real>(config.threshold)) {}

  void update(const MetricCall& call, double* state) const override { add_binary(call, threshold_, state); }

  std::string mismatch(std::int64_t, TargetEncoding encoding) const override {
    return mismatch_with_numbers("binary_accuracy", encoding);
  }

 private:
  Real threshold_;
};

// The data's classes are encoded for the loss, so that a target may come as indices or one-hot to either of these.
struct ClassAccuracyConfig {};

template <const char* kName>
class ClassAccuracy final : public Shares {
 public:
  explicit ClassAccuracy(const ClassAccuracyConfig&) {}

  void update(const MetricCall& call, double* state) const override { add_classes(call, state); }

  std::string mismatch(std::int64_t columns, TargetEncoding encoding) const override {
    const std::string numbers = mismatch_with_numbers(kName, encoding);
    return numbers.empty() ? mismatch_with_one_column(kName, columns) : numbers;
  }
};

constexpr char kCategorical[] = "categorical_accuracy";
constexpr char kSparseCategorical[] = "sparse_categorical_accuracy";

}  // namespace

const schema::PartType<Metric>& accuracy_metric() {
  static const auto type = schema::part_type<Accuracy, Metric>(
      "accuracy", "Accuracy",
      "Share of right answers: binary_accuracy of one output column, the class with the largest output of several.",
      metric_fields<AccuracyConfig>("accuracy"), {{"accuracy"}}, {"acc"});
  return type;
}

const schema::PartType<Metric>& binary_accuracy_metric() {
  static const auto type = schema::part_type<BinaryAccuracy, Metric>(
      "binary_accuracy", "BinaryAccuracy", "Share of outputs on the right side of a threshold, column by column.",
      metric_fields<BinaryAccuracyConfig>("binary_accuracy")
          .field("threshold", &BinaryAccuracyConfig::threshold, "An output above it, not on it, is a 1.",
                 schema::finite()),
      {{"binary_accuracy"}, {"{type: binary_accuracy, threshold: 0.3}"}});
  return type;
}

const schema::PartType<Metric>& categorical_accuracy_metric() {
  static const auto type = schema::part_type<ClassAccuracy<kCategorical>, Metric>(
      kCategorical, "CategoricalAccuracy", "Share of rows whose largest output is the true class; of ties the first.",
      metric_fields<ClassAccuracyConfig>(kCategorical), {{kCategorical}});
  return type;
}

const schema::PartType<Metric>& sparse_categorical_accuracy_metric() {
  static const auto type = schema::part_type<ClassAccuracy<kSparseCategorical>, Metric>(
      kSparseCategorical, "SparseCategoricalAccuracy",
      "Share of rows whose largest output is the true class; of ties the first.",
      metric_fields<ClassAccuracyConfig>(kSparseCategorical), {{kSparseCategorical}});
  return type;
}

}  // namespace nnctl
