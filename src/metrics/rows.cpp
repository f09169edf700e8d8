// Metrics of a row as a whole. Keras 3.15.1, keras/src/metrics/hinge_metrics.py, regression_metrics.py and
// accuracy_metrics.py.
#include "costs/rows.hpp"

#include <algorithm>
#include <cmath>

#include "metrics/column_metric.hpp"
#include "metrics/registry.hpp"

namespace nnctl {

namespace {

using schema::PartType;

struct NoKeys {};

class CosineSimilarity final : public RowMean {
 public:
  explicit CosineSimilarity(const NoKeys&) {}

  void update(const MetricCall& call, double* state) const override {
    add_rows(call, state, [&](std::int64_t row) {
      const auto truth = [&](std::int64_t c) { return target_value(call, row, c); };
      return costs::Cosine::of(call.columns, call.prediction + row * call.columns, truth).value();
    });
  }
  bool higher_is_better() const override { return true; }
  std::string mismatch(std::int64_t columns, TargetEncoding) const override {
    if (columns > 1) return {};
    return "cosine_similarity compares directions, and one column has none but its sign";
  }
};

class CategoricalHinge final : public RowMean {
 public:
  explicit CategoricalHinge(const NoKeys&) {}

  void update(const MetricCall& call, double* state) const override {
    add_rows(call, state, [&](std::int64_t row) {
      const auto truth = [&](std::int64_t c) { return target_value(call, row, c); };
      return costs::CategoricalMargin::of(call.columns, call.prediction + row * call.columns, truth).value();
    });
  }
  bool higher_is_better() const override { return false; }
  std::string mismatch(std::int64_t columns, TargetEncoding encoding) const override {
    if (encoding == TargetEncoding::kNumbers) {
      return "categorical_hinge compares classes, but the target is a number; use mean_absolute_error";
    }
    return columns > 1 ? "" : "categorical_hinge needs one output a class, got 1 column; use hinge";
  }
};

struct TopKConfig {
  std::int64_t k = 5;
};

/// The true class counts as found where fewer than k outputs are larger: ties are hits.
template <const char* kName>
class TopK final : public RowMean {
 public:
  explicit TopK(const TopKConfig& config) : k_(config.k) {}

  void update(const MetricCall& call, double* state) const override {
    add_rows(call, state, [&](std::int64_t row) {
      const Real* values = call.prediction + row * call.columns;
      // as tf.math.in_top_k: nothing is said of a row that is not finite
      if (!std::all_of(values, values + call.columns, [](Real value) { return std::isfinite(value); })) return 0.0;
      const Real own = values[true_class(call, row)];
      const auto better = std::count_if(values, values + call.columns, [own](Real value) { return value > own; });
      return better < k_ ? 1.0 : 0.0;
    });
  }
  bool higher_is_better() const override { return true; }
  std::string mismatch(std::int64_t columns, TargetEncoding encoding) const override {
    if (encoding == TargetEncoding::kNumbers) {
      return fmt::format("{} compares classes, but the target is a number; use mean_absolute_error", kName);
    }
    if (columns == 1) return fmt::format("{} needs one output a class, got 1 column; use binary_accuracy", kName);
    if (columns <= k_) {
      return fmt::format("{} with k {} of {} classes is always 1; give k a smaller number", kName, k_, columns);
    }
    return {};
  }

 private:
  std::int64_t k_;
};

constexpr char kTopK[] = "top_k_categorical_accuracy";
constexpr char kSparseTopK[] = "sparse_top_k_categorical_accuracy";

schema::Schema<TopKConfig> top_k_fields(const char* name) {
  return metric_fields<TopKConfig>(name).field("k", &TopKConfig::k, "How many outputs may be the true class's.",
                                               schema::at_least(std::int64_t{1}));
}

template <class Cost>
PartType<Metric> hinge_type(const char* name, const char* keras_name, const char* text) {
  return schema::part_type<ColumnMetric<Cost>, Metric>(name, keras_name, text, metric_fields<Cost>(name), {{name}});
}

}  // namespace

const PartType<Metric>& cosine_similarity_metric() {
  static const auto type = schema::part_type<CosineSimilarity, Metric>(
      "cosine_similarity", "CosineSimilarity",
      "Mean cosine between the row of predictions and the row of targets; the loss of that name is minus it.",
      metric_fields<NoKeys>("cosine_similarity").later("axis", "Axis of the columns."), {{"cosine_similarity"}});
  return type;
}

const PartType<Metric>& hinge_metric() {
  static const auto type =
      hinge_type<costs::Hinge>("hinge", "Hinge", "Mean of max(1 - y p, 0), the target 0 or 1 meaning -1 or 1.");
  return type;
}

const PartType<Metric>& squared_hinge_metric() {
  static const auto type =
      hinge_type<costs::SquaredHinge>("squared_hinge", "SquaredHinge", "Mean of the squares of the hinge.");
  return type;
}

const PartType<Metric>& categorical_hinge_metric() {
  static const auto type = schema::part_type<CategoricalHinge, Metric>(
      "categorical_hinge", "CategoricalHinge",
      "Mean of how far the true class's output is from beating every other by 1.",
      metric_fields<NoKeys>("categorical_hinge"), {{"categorical_hinge"}});
  return type;
}

const PartType<Metric>& top_k_categorical_accuracy_metric() {
  static const auto type = schema::part_type<TopK<kTopK>, Metric>(
      kTopK, "TopKCategoricalAccuracy", "Share of rows whose true class is among the k largest outputs.",
      top_k_fields(kTopK), {{"{type: top_k_categorical_accuracy, k: 2}"}});
  return type;
}

const PartType<Metric>& sparse_top_k_categorical_accuracy_metric() {
  static const auto type = schema::part_type<TopK<kSparseTopK>, Metric>(
      kSparseTopK, "SparseTopKCategoricalAccuracy", "Share of rows whose true class is among the k largest outputs.",
      top_k_fields(kSparseTopK).later("from_sorted_ids", "The output is a list of classes, the best first."),
      {{"{type: sparse_top_k_categorical_accuracy, k: 1}"}});
  return type;
}

}  // namespace nnctl
