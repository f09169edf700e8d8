// The crossentropies as figures: means over the rows. Keras 3.15.1, keras/src/metrics/probabilistic_metrics.py.
#include <cmath>
#include <optional>

#include "costs/probability.hpp"
#include "costs/rows.hpp"
#include "metrics/registry.hpp"
#include "metrics/row_mean.hpp"

namespace nnctl {

namespace {

using schema::in_closed;
using schema::PartType;

std::string for_classes(const char* metric, TargetEncoding encoding) {
  if (encoding != TargetEncoding::kNumbers) return {};
  return fmt::format("{} compares classes, but the target is a number; use mean_squared_error", metric);
}

std::string one_output_a_class(const char* metric, std::int64_t columns, TargetEncoding encoding) {
  const std::string numbers = for_classes(metric, encoding);
  if (!numbers.empty() || columns > 1) return numbers;
  return fmt::format("{} needs one output a class, got 1 column; use binary_crossentropy", metric);
}

/// What a crossentropy is taken of: on TensorFlow the logits behind a softmax or sigmoid, where they are known.
struct Values {
  Values(const MetricCall& call, bool from_logits)
      : are_logits(from_logits || call.logits != nullptr),
        columns(call.columns),
        values(call.logits != nullptr ? call.logits : call.prediction) {}

  const Real* row(std::int64_t row) const { return values + row * columns; }

  bool are_logits;
  std::int64_t columns;
  const Real* values;
};

struct SmoothedConfig {
  bool from_logits = false;
  double label_smoothing = 0;
};

class BinaryCrossentropy final : public RowMean {
 public:
  explicit BinaryCrossentropy(const SmoothedConfig& config) : config_(config) {}

  void update(const MetricCall& call, double* state) const override {
    const auto keep = static_cast<Real>(1 - config_.label_smoothing);
    const auto spread = static_cast<Real>(config_.label_smoothing / 2);
    const Values values(call, config_.from_logits);
    add_rows(call, state, [&](std::int64_t row) {
      double sum = 0;
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const Real value = values.row(row)[c];
        const Real y = target_value(call, row, c) * keep + spread;
        sum += values.are_logits
                   ? static_cast<double>(std::max(value, Real{0}) - value * y + std::log1p(std::exp(-std::abs(value))))
                   : costs::binary_crossentropy(value, y);
      }
      return sum / static_cast<double>(call.columns);
    });
  }
  bool higher_is_better() const override { return false; }
  bool takes_logits() const override { return config_.from_logits; }
  bool sees_logits() const override { return true; }
  std::string mismatch(std::int64_t, TargetEncoding encoding) const override {
    return for_classes("binary_crossentropy", encoding);
  }

 private:
  SmoothedConfig config_;
};

class CategoricalCrossentropy final : public RowMean {
 public:
  explicit CategoricalCrossentropy(const SmoothedConfig& config) : config_(config) {}

  void update(const MetricCall& call, double* state) const override {
    const auto keep = static_cast<Real>(1 - config_.label_smoothing);
    const auto spread = static_cast<Real>(config_.label_smoothing / static_cast<double>(call.columns));
    const Values values(call, config_.from_logits);
    add_rows(call, state, [&](std::int64_t row) {
      const auto truth = [&](std::int64_t c) { return target_value(call, row, c) * keep + spread; };
      return values.are_logits ? costs::softmax_crossentropy(call.columns, values.row(row), truth)
                               : costs::categorical_crossentropy(call.columns, values.row(row), truth);
    });
  }
  bool higher_is_better() const override { return false; }
  bool takes_logits() const override { return config_.from_logits; }
  bool sees_logits() const override { return true; }
  std::string mismatch(std::int64_t columns, TargetEncoding encoding) const override {
    return one_output_a_class("categorical_crossentropy", columns, encoding);
  }

 private:
  SmoothedConfig config_;
};

struct SparseConfig {
  bool from_logits = false;
  std::optional<std::int64_t> ignore_class;
};

class SparseCategoricalCrossentropy final : public RowMean {
 public:
  explicit SparseCategoricalCrossentropy(const SparseConfig& config) : config_(config) {}

  void update(const MetricCall& call, double* state) const override {
    const Values values(call, config_.from_logits);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const std::int64_t label = true_class(call, row);
      const double weight = call.weight(row);
      if (config_.ignore_class == label) {
        if (call.weights == nullptr) state[1] += 1;  // as Keras does: only with weights are ignored rows left out
        continue;
      }
      state[0] += weight * crossentropy(values, row, label);
      state[1] += weight;
    }
  }
  bool higher_is_better() const override { return false; }
  bool takes_logits() const override { return config_.from_logits; }
  bool sees_logits() const override { return true; }
  std::string mismatch(std::int64_t columns, TargetEncoding encoding) const override {
    return one_output_a_class("sparse_categorical_crossentropy", columns, encoding);
  }

 private:
  // Of probabilities: the log-softmax of ln(clip(p)), as on TensorFlow
  static double crossentropy(const Values& values, std::int64_t row, std::int64_t label) {
    const Real* own = values.row(row);
    if (values.are_logits) {
      return costs::softmax_crossentropy(values.columns, own,
                                         [label](std::int64_t c) { return c == label ? Real{1} : Real{0}; });
    }
    double sum = 0;
    for (std::int64_t c = 0; c < values.columns; ++c) sum += static_cast<double>(costs::clipped(own[c]));
    return std::log(sum) - std::log(static_cast<double>(costs::clipped(own[label])));
  }

  SparseConfig config_;
};

schema::Schema<SmoothedConfig> smoothed_fields(const char* name, const char* activation) {
  return metric_fields<SmoothedConfig>(name)
      .field("from_logits", &SmoothedConfig::from_logits,
             fmt::format("The output has no activation; its {} is taken.", activation))
      .field("label_smoothing", &SmoothedConfig::label_smoothing,
             "Share of the target that is spread over all classes.", in_closed(0, 1))
      .later("axis", "Axis of the classes.");
}

}  // namespace

const PartType<Metric>& binary_crossentropy_metric() {
  constexpr const char* kName = "binary_crossentropy";
  static const auto type = schema::part_type<BinaryCrossentropy, Metric>(
      kName, "BinaryCrossentropy", "Mean of -log of the probability given to the truth, column by column.",
      smoothed_fields(kName, "sigmoid"),
      {{kName}, {"{type: binary_crossentropy, from_logits: true, label_smoothing: 0.1}"}}, {"bce", "BCE"});
  return type;
}

const PartType<Metric>& categorical_crossentropy_metric() {
  constexpr const char* kName = "categorical_crossentropy";
  static const auto type = schema::part_type<CategoricalCrossentropy, Metric>(
      kName, "CategoricalCrossentropy", "Mean of -log of the probability given to the true class.",
      smoothed_fields(kName, "softmax"),
      {{kName}, {"{type: categorical_crossentropy, from_logits: true, label_smoothing: 0.1}"}});
  return type;
}

const PartType<Metric>& sparse_categorical_crossentropy_metric() {
  constexpr const char* kName = "sparse_categorical_crossentropy";
  static const auto type = schema::part_type<SparseCategoricalCrossentropy, Metric>(
      kName, "SparseCategoricalCrossentropy", "Mean of -log of the probability given to the true class.",
      metric_fields<SparseConfig>(kName)
          .field("from_logits", &SparseConfig::from_logits, "The output has no activation; its softmax is taken.")
          .field("ignore_class", &SparseConfig::ignore_class,
                 "Index of a class whose rows cost nothing; where rows have weights they do not count either.")
          .later("axis", "Axis of the classes."),
      {{kName}, {"{type: sparse_categorical_crossentropy, from_logits: true}"}});
  return type;
}

}  // namespace nnctl
