#include "train/probe.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "parallel/thread_pool.hpp"
#include "train/position_weights.hpp"

namespace nnctl::train {

namespace {

// An activation whose values lie between two limits. Keras 3.15.1, keras/src/activations/activations.py.
struct Bounds {
  std::string_view activation;
  Real least;
  Real greatest;
};
constexpr std::array<Bounds, 5> kBounded{
    {{"tanh", -1, 1}, {"sigmoid", 0, 1}, {"hard_sigmoid", 0, 1}, {"hard_tanh", -1, 1}, {"softsign", -1, 1}}};
constexpr std::array<std::string_view, 2> kCutOffAtZero{"relu", "relu6"};

constexpr double kNearLimit = 0.01;             // share of the range
constexpr double kStuckShare = 0.9;             // of a unit's values
constexpr std::int64_t kMostUnits = 1'000'000;  // of a layer that units are counted in

const Bounds* bounds_of(std::string_view activation) {
  const auto* found = std::ranges::find(kBounded, activation, &Bounds::activation);
  return found == kBounded.end() ? nullptr : &*found;
}

// Values of each unit of one layer that are 0, or near a limit.
class UnitCounts {
 public:
  UnitCounts(const PlannedLayer& layer, std::string_view activation)
      : units_(layer.plan.output.shape.rank() == 0 ? 1 : layer.plan.output.shape[-1]),
        bounds_(bounds_of(activation)),
        cuts_off_(std::ranges::find(kCutOffAtZero, activation) != kCutOffAtZero.end()),
        reals_a_row_(layer.plan.output.num_elements()) {
    if (is_watched()) counts_.resize(static_cast<std::size_t>(units_));
  }

  void add(const Real* output, std::int64_t rows) {
    if (!is_watched()) return;
    const std::int64_t positions = rows * reals_a_row_ / units_;
    values_ += positions;
    if (cuts_off_) {
      count(output, positions, [](Real value) { return value == 0; });
    } else {
      const auto margin = static_cast<Real>(kNearLimit * static_cast<double>(bounds_->greatest - bounds_->least));
      const Real low = bounds_->least + margin;
      const Real high = bounds_->greatest - margin;
      count(output, positions, [=](Real value) { return value < low || value > high; });
    }
  }

  void finish(LayerProbe& probe) const {
    probe.units = units_;
    probe.can_saturate = bounds_ != nullptr;
    if (!is_watched() || values_ == 0) return;
    const double least = (cuts_off_ ? 1.0 : kStuckShare) * static_cast<double>(values_);
    const std::int64_t stuck =
        std::ranges::count_if(counts_, [&](std::int64_t count) { return static_cast<double>(count) >= least; });
    (cuts_off_ ? probe.dead : probe.saturated) = stuck;
  }

 private:
  bool is_watched() const { return (cuts_off_ || bounds_ != nullptr) && units_ <= kMostUnits; }

  template <class Test>
  void count(const Real* output, std::int64_t positions, Test test) {
    for (std::int64_t position = 0; position < positions; ++position) {
      const Real* values = output + position * units_;
      for (std::int64_t unit = 0; unit < units_; ++unit) counts_[static_cast<std::size_t>(unit)] += test(values[unit]);
    }
  }

  std::int64_t units_;
  const Bounds* bounds_;
  bool cuts_off_;
  std::int64_t reals_a_row_;
  std::int64_t values_ = 0;  // of each unit so far
  std::vector<std::int64_t> counts_;
};

// Runs the rows through the model, some at a time, in order.
class Passes {
 public:
  Passes(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset,
         std::span<const std::int64_t> rows, std::int64_t capacity, bool with_backward, ThreadPool& pool)
      : objective_(objective),
        dataset_(dataset),
        rows_(rows),
        capacity_(std::clamp<std::int64_t>(capacity, 1, std::max<std::int64_t>(1, std::ssize(rows)))),
        pool_(pool),
        executor_(plan, /*seed=*/0, capacity_, with_backward),
        targets_(static_cast<std::size_t>(std::ssize(rows) * dataset.target_columns())),
        counted_(objective, dataset.has_weights(), std::ssize(rows)),
        metric_state_(static_cast<std::size_t>(objective.state_size())) {
    dataset.fill(rows, {nullptr, targets_.data(), counted_.row_weights()});
    counted_.spread(std::ssize(rows));
  }

  /// Calls `then(executor, context, rows)` after each piece's loss and its gradient.
  template <class Then>
  double run(std::span<const Real> weights, Then then) {
    if (objective_.is_masked()) {  // the mean is of the steps that all rows let through
      each_piece(weights, [](const PassContext&, const Real*, std::int64_t, std::int64_t) {});
    }
    const double divisor = objective_.divisor(std::ssize(rows_), targets_.data(), counted_.from(0));
    const double scale = divisor > 0 ? 1 / divisor : 0;
    double sum = 0;
    each_piece(weights, [&](const PassContext& context, const Real* output, std::int64_t first, std::int64_t count) {
      std::ranges::fill(metric_state_, 0.0);
      const Score score =
          objective_.score(executor_, output, count, targets_.data() + first * dataset_.target_columns(),
                           counted_.from(first), with_gradient_ ? std::optional(scale) : std::nullopt, metric_state_);
      sum += score.loss_sum;
      then(executor_, context, count);
    });
    return sum * scale;
  }

  void want_gradient() { with_gradient_ = true; }

 private:
  /// Calls `then(context, output, first row, rows)` after the forward pass of each piece.
  template <class Then>
  void each_piece(std::span<const Real> weights, Then then) {
    for (std::int64_t first = 0; first < std::ssize(rows_); first += capacity_) {
      const std::int64_t count = std::min(capacity_, std::ssize(rows_) - first);
      dataset_.fill(rows_.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(count)),
                    {executor_.input(), nullptr, nullptr});
      PassContext context;
      context.batch_rows = count;
      context.pool = &pool_;
      const Real* output = executor_.forward(context, count, weights.data());
      counted_.take_mask(executor_, first, count);
      then(context, output, first, count);
    }
  }

  const Objective& objective_;
  const data::Dataset& dataset_;
  std::span<const std::int64_t> rows_;
  std::int64_t capacity_;
  bool with_gradient_ = false;
  ThreadPool& pool_;
  Executor executor_;
  std::vector<Real> targets_;
  PositionWeights counted_;
  std::vector<double> metric_state_;
};

std::string activation_of(const ModelPlan& plan, std::size_t index) {
  const PlannedLayer& layer = plan.layers()[index];
  if (!layer.layer || (index + 1 == plan.layers().size() && plan.output_activation() != nullptr)) return {};
  const ActivationConfig activation = layer.layer->output_activation();
  return activation ? activation.name() : std::string();
}

// The mean loss; adds its gradient up, piece by piece, in `gradient`. `look(executor, rows)` comes before each
// backward.
template <class Look>
double with_gradient(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset,
                     std::span<const std::int64_t> rows, std::span<const Real> weights, std::int64_t capacity,
                     std::span<Real> gradient, ThreadPool& pool, Look look) {
  std::vector<Real> piece(gradient.size());
  Passes passes(plan, objective, dataset, rows, capacity, /*with_backward=*/true, pool);
  passes.want_gradient();
  return passes.run(weights, [&](Executor& executor, const PassContext& context, std::int64_t count) {
    look(executor, count);
    executor.backward(context, count, weights.data(), piece.data());
    for (const ModelPlan::Range range : plan.trainable_ranges()) {
      for (auto i = static_cast<std::size_t>(range.begin); i < static_cast<std::size_t>(range.end); ++i) {
        gradient[i] += piece[i];
      }
    }
  });
}

double norm(const ModelPlan& plan, const PlannedLayer& layer, std::span<const Real> values) {
  double sum = 0;
  for (const Parameter& parameter : plan.parameters().subspan(layer.first_parameter, layer.plan.parameters.size())) {
    if (!parameter.trainable) continue;
    for (const Real value :
         values.subspan(static_cast<std::size_t>(parameter.offset), static_cast<std::size_t>(parameter.size))) {
      sum += static_cast<double>(value) * static_cast<double>(value);
    }
  }
  return std::sqrt(sum);
}

}  // namespace

std::vector<std::int64_t> spread_rows(std::int64_t all, std::int64_t count) {
  std::vector<std::int64_t> rows;
  const std::int64_t wanted = std::min(all, count);
  for (std::int64_t i = 0; i < wanted; ++i) rows.push_back(i * all / wanted);
  return rows;
}

ModelProbe probe(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset,
                 std::span<const std::int64_t> rows, std::span<const Real> weights, std::int64_t capacity,
                 ThreadPool& pool) {
  const FlushDenormals flush;
  ModelProbe result;
  result.rows = std::ssize(rows);
  std::vector<UnitCounts> counts;
  for (std::size_t i = 0; i < plan.layers().size(); ++i) {
    const PlannedLayer& layer = plan.layers()[i];
    LayerProbe one;
    one.name = layer.name;
    one.type = layer.type;
    one.activation = activation_of(plan, i);
    one.is_output = i + 1 == plan.layers().size();
    counts.emplace_back(layer, one.activation);
    result.layers.push_back(std::move(one));
  }
  std::vector<Real> gradient(static_cast<std::size_t>(plan.packed_size()));
  result.loss = with_gradient(plan, objective, dataset, rows, weights, capacity, gradient, pool,
                              [&](Executor& executor, std::int64_t count) {
                                for (std::size_t i = 0; i < counts.size(); ++i)
                                  counts[i].add(executor.output_of(i), count);
                              });
  for (std::size_t i = 0; i < counts.size(); ++i) {
    counts[i].finish(result.layers[i]);
    result.layers[i].gradient_norm = norm(plan, plan.layers()[i], gradient);
    result.layers[i].weight_norm = norm(plan, plan.layers()[i], weights);
  }
  return result;
}

double mean_loss(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset,
                 std::span<const std::int64_t> rows, std::span<const Real> weights, std::int64_t capacity,
                 ThreadPool& pool) {
  const FlushDenormals flush;
  Passes passes(plan, objective, dataset, rows, capacity, /*with_backward=*/false, pool);
  return passes.run(weights, [](Executor&, const PassContext&, std::int64_t) {});
}

double mean_loss_gradient(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset,
                          std::span<const std::int64_t> rows, std::span<const Real> weights, std::int64_t capacity,
                          std::span<Real> gradient, ThreadPool& pool) {
  const FlushDenormals flush;
  std::ranges::fill(gradient, Real{0});
  return with_gradient(plan, objective, dataset, rows, weights, capacity, gradient, pool,
                       [](Executor&, std::int64_t) {});
}

}  // namespace nnctl::train
