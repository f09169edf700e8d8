// What a model is trained and judged by: a loss, maybe fused with the output activation, and metrics.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/scaling.hpp"
#include "losses/common.hpp"
#include "losses/loss.hpp"
#include "metrics/metric.hpp"
#include "model/executor.hpp"

namespace nnctl::train {

struct NamedMetric {
  std::string name;  ///< as printed: "accuracy"
  std::unique_ptr<Metric> metric;
  bool weighted = false;  ///< by the rows' sample weights
};

/// What positions count. Null: each as 1.
struct Weighting {
  const Real* given = nullptr;   ///< by the weights of their rows
  const Real* mask = nullptr;    ///< by the output's mask, 0 or 1
  const Real* masked = nullptr;  ///< by both, where there is a mask

  const Real* in_loss() const { return mask != nullptr ? masked : given; }
  const Real* in_metric(bool weighted, bool sees_mask) const {
    if (mask == nullptr || !sees_mask) return weighted ? given : nullptr;
    return weighted ? masked : mask;
  }
  /// Those of the positions from `first` on.
  Weighting from(std::int64_t first) const {
    const auto at = [first](const Real* values) { return values == nullptr ? nullptr : values + first; };
    return {at(given), at(mask), at(masked)};
  }
};

/// Sums over rows; divided at the end of a batch, an epoch or an evaluation.
struct Score {
  double loss_sum = 0;          ///< of row losses, without the divisor
  double activity_penalty = 0;  ///< already divided by the batch's rows
};

class Objective {
 public:
  /// `fused`: the loss takes the output activation's input; the plan must have split it off.
  Objective(const ModelPlan& plan, std::unique_ptr<Loss> loss, bool fused, TargetEncoding encoding,
            std::vector<NamedMetric> metrics, Reduction reduction = Reduction::kSumOverBatchSize);

  /// Metrics are of numbers in the target's own units: what scaled each column of the data's targets. Empty: nothing.
  void set_units(std::vector<data::Scaling> units);
  const std::vector<data::Scaling>& units() const { return units_; }

  const Loss& loss() const { return *loss_; }
  std::span<const NamedMetric> metrics() const { return metrics_; }
  /// Doubles of state of all metrics together.
  std::int64_t state_size() const { return state_size_; }
  /// Rows that the loss sees for each row of the data: 1, or the steps of a sequence output.
  std::int64_t positions() const { return positions_; }
  /// Whether the output says which of them count.
  bool is_masked() const { return masked_; }
  /// What the batch's loss sum is divided by: 0 when nothing counts.
  double divisor(std::int64_t rows, const Real* targets, const Weighting& weights) const;

  /// Scores the executor's last forward, whose result was `output`, of `rows` rows. Adds to `metric_state`. With a
  /// `gradient_scale` fills the executor's output_gradient().
  Score score(Executor& executor, const Real* output, std::int64_t rows, const Real* targets, const Weighting& weights,
              std::optional<double> gradient_scale, std::span<double> metric_state) const;

  /// The metrics' values, in order.
  std::vector<double> results(std::span<const double> metric_state) const;

 private:
  /// `of_logits`: the metrics that are computed from logits, or else the others.
  void update_metrics(MetricCall call, const Weighting& weights, bool of_logits, std::span<double> metric_state) const;
  void update_in_units(const MetricCall& call, const Weighting& weights, std::span<double> metric_state) const;

  std::unique_ptr<Loss> loss_;
  Reduction reduction_;
  bool fused_;
  TargetEncoding encoding_;
  std::vector<NamedMetric> metrics_;
  std::vector<std::int64_t> state_sizes_;
  std::int64_t state_size_ = 0;
  std::int64_t columns_ = 0;  // of the last axis
  std::vector<data::Scaling> units_;
  std::int64_t positions_ = 1;  // a row: 1, or the steps of a sequence output
  bool masked_ = false;
};

}  // namespace nnctl::train
