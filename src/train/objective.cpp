#include "train/objective.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace nnctl::train {

namespace {

constexpr std::int64_t kMostColumns = 1024;  // of scaled targets

}  // namespace

Objective::Objective(const ModelPlan& plan, std::unique_ptr<Loss> loss, bool fused, TargetEncoding encoding,
                     std::vector<NamedMetric> metrics, Reduction reduction)
    : loss_(std::move(loss)), reduction_(reduction), fused_(fused), encoding_(encoding), metrics_(std::move(metrics)) {
  NNCTL_ASSERT(!fused || plan.output_activation() != nullptr, "nothing was split off to fuse with");
  const Shape& output = plan.output().shape;
  columns_ = output.rank() == 0 ? 1 : output[-1];
  positions_ = output.num_elements() / columns_;
  masked_ = plan.output().mask_size() == positions_;
  for (const NamedMetric& metric : metrics_) {
    state_sizes_.push_back(metric.metric->state_size(columns_));
    state_size_ += state_sizes_.back();
  }
}

void Objective::set_units(std::vector<data::Scaling> units) {
  NNCTL_ASSERT(units.empty() || columns_ <= kMostColumns, "more columns of scaled targets than fit");
  units_ = std::move(units);
}

double Objective::divisor(std::int64_t rows, const Real* targets, const Weighting& weights) const {
  if (reduction_ == Reduction::kSum) return 1;
  const bool by_weight = reduction_ == Reduction::kMeanWithSampleWeight;
  return loss_->divisor(rows * positions_, targets, by_weight ? weights.in_loss() : weights.mask);
}

Score Objective::score(Executor& executor, const Real* output, std::int64_t rows, const Real* targets,
                       const Weighting& weights, std::optional<double> gradient_scale,
                       std::span<double> metric_state) const {
  LossCall call;
  call.rows = rows * positions_;
  call.columns = columns_;
  call.target = targets;
  call.weights = weights.in_loss();
  call.scale = gradient_scale.value_or(1.0);
  call.gradient = gradient_scale ? executor.output_gradient() : nullptr;
  MetricCall metric_call;
  metric_call.rows = call.rows;
  metric_call.columns = columns_;
  metric_call.encoding = encoding_;
  metric_call.target = targets;
  Score score;
  const Real* predictions = nullptr;
  if (fused_) {
    metric_call.logits = output;
    update_metrics(metric_call, weights, /*of_logits=*/true, metric_state);  // the loss may write over them
    metric_call.logits = nullptr;
    call.prediction = output;
    call.probabilities = executor.prediction_buffer();
    score.loss_sum = loss_->fused_forward_backward(call);
    predictions = call.probabilities;
  } else {
    predictions = executor.predictions(rows);
    call.prediction = predictions;
    score.loss_sum = loss_->forward_backward(call);
  }
  score.activity_penalty = executor.activity_penalty();
  metric_call.prediction = predictions;
  if (units_.empty()) {
    update_metrics(metric_call, weights, /*of_logits=*/false, metric_state);
  } else {
    update_in_units(metric_call, weights, metric_state);
  }
  return score;
}

void Objective::update_metrics(MetricCall call, const Weighting& weights, bool of_logits,
                               std::span<double> metric_state) const {
  std::size_t offset = 0;
  for (std::size_t i = 0; i < metrics_.size(); ++i) {
    const Metric& metric = *metrics_[i].metric;
    call.weights = weights.in_metric(metrics_[i].weighted, metric.sees_mask());
    if ((fused_ && metric.sees_logits()) == of_logits) metric.update(call, metric_state.data() + offset);
    offset += static_cast<std::size_t>(state_sizes_[i]);
  }
}

// A few rows at a time, so that nothing is allocated.
void Objective::update_in_units(const MetricCall& all, const Weighting& weights, std::span<double> metric_state) const {
  std::array<Real, kMostColumns> predictions{};
  std::array<Real, kMostColumns> targets{};
  const std::int64_t most = kMostColumns / columns_;
  for (std::int64_t first = 0; first < all.rows; first += most) {
    MetricCall call = all;
    call.rows = std::min(most, all.rows - first);
    for (std::int64_t i = 0; i < call.rows * columns_; ++i) {
      const std::int64_t from = first * columns_ + i;
      const data::Scaling& unit = units_[static_cast<std::size_t>(from) % units_.size()];
      const auto in_unit = [&](const Real* values) {
        return static_cast<Real>(unit.invert(static_cast<double>(values[from])));
      };
      predictions[static_cast<std::size_t>(i)] = in_unit(all.prediction);
      targets[static_cast<std::size_t>(i)] = in_unit(all.target);
    }
    call.prediction = predictions.data();
    call.target = targets.data();
    update_metrics(call, weights.from(first), /*of_logits=*/false, metric_state);
  }
}

std::vector<double> Objective::results(std::span<const double> metric_state) const {
  std::vector<double> values;
  std::size_t offset = 0;
  for (std::size_t i = 0; i < metrics_.size(); ++i) {
    values.push_back(metrics_[i].metric->result(columns_, metric_state.data() + offset));
    offset += static_cast<std::size_t>(state_sizes_[i]);
  }
  return values;
}

}  // namespace nnctl::train
