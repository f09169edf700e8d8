// Area under a curve of two rates over all thresholds. Keras 3.15.1, class AUC in keras/src/metrics/
// confusion_metrics.py; precision and recall are interpolated as by Davis and Goadrich, The Relationship Between
// Precision-Recall and ROC Curves, 2006.
#include <algorithm>
#include <cmath>
#include <vector>

#include "costs/probability.hpp"
#include "metrics/auc.hpp"
#include "metrics/registry.hpp"
#include "metrics/threshold_counts.hpp"

namespace nnctl {

namespace {

struct AucConfig {
  std::int64_t num_thresholds = 200;
  AucCurve curve = AucCurve::kRoc;
  AucSummation summation_method = AucSummation::kInterpolation;
  std::vector<double> thresholds;
  bool multi_label = false;
  bool from_logits = false;
};

/// Weights of the rows above one threshold, of those above the next higher one, and of all.
struct Bucket {
  double true_above, false_above;
  double true_higher, false_higher;
  double all_true, all_false;
};

/// A point of the curve for the rows that are above a threshold.
struct Point {
  double x, y;
};

/// State, for all outputs together or for each label: by bucket the weight of true outputs in it, then of false ones.
/// Bucket 0 is below every threshold; an output falls into the one of the highest threshold that it is above.
class Auc final : public Metric {
 public:
  explicit Auc(const AucConfig& config) : config_(config) {
    if (config.thresholds.empty()) {
      for (std::int64_t i = 1; i + 1 < config.num_thresholds; ++i) {
        thresholds_.push_back(static_cast<double>(i) / static_cast<double>(config.num_thresholds - 1));
      }
    } else {
      thresholds_ = config.thresholds;
      std::ranges::sort(thresholds_);
      evenly_ = false;
    }
    thresholds_.insert(thresholds_.begin(), -costs::kEpsilon);
    thresholds_.push_back(1 + costs::kEpsilon);
  }

  std::int64_t state_size(std::int64_t columns) const override { return curves(columns) * 2 * buckets(); }

  void update(const MetricCall& call, double* state) const override {
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const double weight = call.weight(row);
      for (std::int64_t c = 0; c < call.columns; ++c) {
        const Real p = call.prediction[row * call.columns + c];
        double* sums = state + (config_.multi_label ? c * 2 * buckets() : 0);
        if (target_value(call, row, c) == 0) sums += buckets();
        sums[bucket_of(config_.from_logits ? 1 / (1 + std::exp(-p)) : p)] += weight;
      }
    }
  }

  double result(std::int64_t columns, const double* state) const override {
    double sum = 0;
    for (std::int64_t curve = 0; curve < curves(columns); ++curve) sum += area(state + curve * 2 * buckets());
    return sum / static_cast<double>(curves(columns));
  }

  bool higher_is_better() const override { return true; }

  std::string mismatch(std::int64_t, TargetEncoding encoding) const override {
    if (encoding != TargetEncoding::kNumbers) return {};
    return "auc tells classes apart, but the target is a number; use mean_absolute_error";
  }

 private:
  std::int64_t curves(std::int64_t columns) const { return config_.multi_label ? columns : 1; }
  std::int64_t buckets() const { return std::ssize(thresholds_) + 1; }

  std::int64_t bucket_of(Real p) const {
    if (std::isnan(p)) return 0;
    if (!evenly_) {
      return std::ranges::lower_bound(thresholds_, p, {}, [](double t) { return static_cast<Real>(t); }) -
             thresholds_.begin();
    }
    // Keras rounds the product, in float, not the comparisons; a 0 is above the first threshold, which is below it
    const Real scaled = std::clamp(p, Real{0}, Real{1}) * static_cast<Real>(std::ssize(thresholds_) - 1);
    return std::max<std::int64_t>(static_cast<std::int64_t>(std::ceil(scaled)) - 1, 0) + 1;
  }

  double area(const double* sums) const {
    const double* false_sums = sums + buckets();
    Bucket bucket{};
    for (std::int64_t i = 0; i < buckets(); ++i) {
      bucket.all_true += sums[i];
      bucket.all_false += false_sums[i];
    }
    double total = 0;
    for (std::int64_t i = buckets() - 1; i >= 1; --i) {
      bucket.true_higher = bucket.true_above;
      bucket.false_higher = bucket.false_above;
      bucket.true_above += sums[i];
      bucket.false_above += false_sums[i];
      if (i == buckets() - 1) continue;  // no higher threshold
      total += config_.curve == AucCurve::kPr && config_.summation_method == AucSummation::kInterpolation
                   ? interpolated_precision(bucket)
                   : rectangle(bucket);
    }
    return total;
  }

  double rectangle(const Bucket& bucket) const {
    const Point here = point(bucket.true_above, bucket.false_above, bucket);
    const Point higher = point(bucket.true_higher, bucket.false_higher, bucket);
    const double height = config_.summation_method == AucSummation::kInterpolation ? (here.y + higher.y) / 2
                          : config_.summation_method == AucSummation::kMinoring    ? std::min(here.y, higher.y)
                                                                                   : std::max(here.y, higher.y);
    return (here.x - higher.x) * height;
  }

  Point point(double true_yes, double false_yes, const Bucket& bucket) const {
    switch (config_.curve) {
      case AucCurve::kRoc:
        return {ratio(false_yes, bucket.all_false), ratio(true_yes, bucket.all_true)};
      case AucCurve::kPr:
        return {ratio(true_yes, bucket.all_true), ratio(true_yes, true_yes + false_yes)};
      case AucCurve::kPrGain:
        break;
    }
    if (true_yes == 0) return {0, 1};
    const double odds = ratio(bucket.all_true, bucket.all_false);
    return {std::max(1 - odds * (bucket.all_true - true_yes) / true_yes, 0.0), 1 - odds * false_yes / true_yes};
  }

  /// Between two thresholds true positives grow linearly with all positives.
  static double interpolated_precision(const Bucket& bucket) {
    const double true_step = bucket.true_above - bucket.true_higher;
    const double here = bucket.true_above + bucket.false_above;
    const double higher = bucket.true_higher + bucket.false_higher;
    const double slope = ratio(true_step, std::max(here - higher, 0.0));
    const double intercept = bucket.true_higher - slope * higher;
    const double growth = here > 0 && higher > 0 ? here / higher : 1.0;
    return ratio(slope * (true_step + intercept * std::log(growth)), bucket.all_true);
  }

  AucConfig config_;
  std::vector<double> thresholds_;
  bool evenly_ = true;
};

schema::Check<std::vector<double>> shares() {
  return {"a list of numbers between 0 and 1",
          [](const std::vector<double>& list) {
            return std::ranges::all_of(list, [](double value) { return value >= 0 && value <= 1; });
          },
          schema::Node::map()};
}

}  // namespace

const schema::PartType<Metric>& auc_metric() {
  using Config = AucConfig;
  static const auto type = schema::part_type<Auc, Metric>(
      "auc", "AUC",
      "Area under the ROC curve: how probably a yes is rated above a no. Estimated from thresholds, not from ranks.",
      metric_fields<Config>("auc")
          .field("num_thresholds", &Config::num_thresholds, "Points of the curve, evenly from 0 to 1.",
                 schema::at_least(std::int64_t{2}))
          .field("curve", &Config::curve,
                 "ROC: true against false positive rate; PR: precision against recall; PRGAIN: their gains over always "
                 "saying yes.")
          .field("summation_method", &Config::summation_method,
                 "interpolation: trapezoids, or Davis and Goadrich's for PR; minoring and majoring: the lower and the "
                 "higher end of each step.")
          .field("thresholds", &Config::thresholds, "The curve's own thresholds; empty: num_thresholds even ones.",
                 shares())
          .field("multi_label", &Config::multi_label, "An area for each column, averaged; else all columns together.")
          .later("num_labels", "Number of columns with multi_label; the output has it.")
          .later("label_weights", "Weights of the columns.")
          .field("from_logits", &Config::from_logits, "The output has no activation; its sigmoid is taken."),
      {{"auc"},
       {"{type: auc, curve: PR}"},
       {"{type: auc, curve: PR, summation_method: majoring, num_thresholds: 20}"},
       {"{type: auc, curve: PRGAIN, summation_method: minoring}"},
       {"{type: auc, multi_label: true, from_logits: true}"},
       {"{type: auc, thresholds: [0.2, 0.3, 0.9]}"}});
  return type;
}

}  // namespace nnctl

namespace nnctl::schema {

const std::vector<Choice<AucCurve>>& Choices<AucCurve>::all() {
  static const std::vector<Choice<AucCurve>> choices = {
      {"ROC", AucCurve::kRoc}, {"PR", AucCurve::kPr}, {"PRGAIN", AucCurve::kPrGain}};
  return choices;
}

const std::vector<Choice<AucSummation>>& Choices<AucSummation>::all() {
  static const std::vector<Choice<AucSummation>> choices = {{"interpolation", AucSummation::kInterpolation},
                                                            {"minoring", AucSummation::kMinoring},
                                                            {"majoring", AucSummation::kMajoring}};
  return choices;
}

}  // namespace nnctl::schema
