#include "train/update.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "kernels/reduce.hpp"

namespace nnctl::train {

namespace {

constexpr std::int64_t kBlock = 4096;  // values: 16 KiB an array
constexpr std::size_t kMostSlots = 8;
// Values that are worth waking threads for: about 100 microseconds of Adam. After several chunks they are awake.
constexpr std::int64_t kWorthWaking = 1 << 17;
constexpr std::int64_t kWorthThreads = 1 << 13;

// Sixteen sums side by side, so that the processor need not wait for each: the order is the same everywhere.
double sum_of_squares(std::int64_t size, const Real* x) {
  constexpr std::int64_t kLanes = 16;
  std::array<double, kLanes> sums{};
  std::int64_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (std::int64_t lane = 0; lane < kLanes; ++lane) {
      const auto value = static_cast<double>(x[i + lane]);
      sums[static_cast<std::size_t>(lane)] += value * value;
    }
  }
  double total = 0;
  for (; i < size; ++i) total += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  for (const double sum : sums) total += sum;
  return total;
}

}  // namespace

TrainedArrays::TrainedArrays(const ModelPlan& plan, const Optimizer& optimizer) {
  const std::vector<OptimizerState> states = optimizer.slots();
  weights_ = arena_.reserve(plan.packed_size());
  std::vector<Arena::Slot> slots;
  for (std::size_t i = 0; i < states.size(); ++i) slots.push_back(arena_.reserve(plan.packed_size()));
  const bool averages = optimizer.options().use_ema;
  const bool accumulates = optimizer.options().gradient_accumulation_steps.has_value();
  const Arena::Slot average = arena_.reserve(averages ? plan.packed_size() : 0);
  const Arena::Slot accumulated = arena_.reserve(accumulates ? plan.packed_size() : 0);
  arena_.allocate();
  for (std::size_t i = 0; i < states.size(); ++i) {
    const std::span<Real> slot = arena_.view(slots[i]);
    std::ranges::fill(slot, static_cast<Real>(states[i].initial));
    slots_.push_back(slot.data());
  }
  if (averages) average_ = arena_.view(average).data();
  if (accumulates) accumulated_ = arena_.view(accumulated).data();
  for (const OptimizerState& value : optimizer.values()) values_.push_back(static_cast<Real>(value.initial));
}

template <class T, class Arrays>
std::vector<TrainedArrays::Named<T>> TrainedArrays::named(Arrays& arrays) {
  const std::size_t size = arrays.weights().size();
  std::vector<Named<T>> all;
  for (std::size_t i = 0; i < arrays.slots_.size(); ++i) {
    all.push_back({fmt::format("slot{}", i), {arrays.slots_[i], size}});
  }
  if (arrays.average_ != nullptr) all.push_back({"average", {arrays.average_, size}});
  if (arrays.accumulated_ != nullptr) all.push_back({"accumulated_gradient", {arrays.accumulated_, size}});
  if (!arrays.values_.empty()) all.push_back({"optimizer_values", arrays.values_});
  return all;
}

std::vector<TrainedArrays::Named<const Real>> TrainedArrays::state() const { return named<const Real>(*this); }
std::vector<TrainedArrays::Named<Real>> TrainedArrays::mutable_state() { return named<Real>(*this); }

/// One call of run().
struct WeightUpdate::Call {
  GradientSlots gradients;
  std::int64_t iteration = 0;  ///< updates before this one
  Real learning_rate = 0;
  bool updates = true;      ///< false while gradients are only gathered
  bool overwrites = false;  ///< the average takes the weights' place
};

WeightUpdate::WeightUpdate(const ModelPlan& plan, const Optimizer& optimizer, TrainedArrays& arrays, ThreadPool& pool)
    : plan_(plan), optimizer_(optimizer), options_(optimizer.options()), arrays_(arrays), pool_(pool) {
  NNCTL_ASSERT(arrays.slots().size() <= kMostSlots, "an optimizer with more slots than expected");
  clips_norms_ = options_.clipnorm || options_.global_clipnorm;
  cut();
  for (const Parameter& parameter : plan.parameters()) {
    if (!parameter.trainable) continue;
    has_penalties_ = has_penalties_ || static_cast<bool>(parameter.regularizer);
    if (parameter.constraint) constraints_.push_back({parameter.constraint.make(), &parameter});
  }
}

void WeightUpdate::cut() {
  const auto pieces = [&](std::int64_t first, std::int64_t end, std::size_t parameter) {
    for (std::int64_t begin = first; begin < end; begin += kBlock) {
      blocks_.push_back({begin, std::min(begin + kBlock, end), nullptr, parameter});
    }
  };
  if (!clips_norms_) {
    for (const ModelPlan::Range range : plan_.trainable_ranges()) pieces(range.begin, range.end, 0);
  }
  for (std::size_t i = 0; i < plan_.parameters().size(); ++i) {
    const Parameter& parameter = plan_.parameters()[i];
    if (!parameter.trainable) continue;
    const std::int64_t end = parameter.offset + parameter.size;
    if (clips_norms_) pieces(parameter.offset, end, i);
    if (optimizer_.wants_whole_parameters()) parameters_.push_back({parameter.offset, end, &parameter.shape, i});
  }
  if (clips_norms_) {
    block_sums_.resize(blocks_.size());
    clips_.resize(plan_.parameters().size());
  }
}

// One run of neighbouring blocks a thread: which thread takes which hardly changes from step to step, so that the
// optimizer's arrays stay in its cache. A block's numbers do not depend on the run it is in.
template <class Function>
void WeightUpdate::for_each_block(const std::vector<Block>& blocks, Function&& function) {
  const std::int64_t count = std::ssize(blocks);
  const std::int64_t runs = uses_threads_ ? std::min<std::int64_t>(pool_.threads(), count) : 1;
  auto run = [&](std::int64_t index, int) {
    for (std::int64_t i = index * count / runs; i < (index + 1) * count / runs; ++i) {
      function(blocks[static_cast<std::size_t>(i)]);
    }
  };
  if (runs > 1) {
    pool_.for_each_chunk(runs, run);
  } else if (count > 0) {
    run(0, 0);
  }
}

void WeightUpdate::reduce(const Block& block, const Call& call) const {
  if (call.gradients.count == 1) return;
  kernels::sum_slots(call.gradients.count, call.gradients.stride, call.gradients.first, block.begin, block.end,
                     call.gradients.first);
}

void WeightUpdate::accumulate(const Block& block, const Call& call) const {
  Real* sum = arrays_.accumulated();
  if (sum == nullptr) return;
  Real* gradient = call.gradients.first;
  if (!call.updates) {
    for (std::int64_t i = block.begin; i < block.end; ++i) sum[i] = gradient[i] + sum[i];
    return;
  }
  const auto steps = static_cast<Real>(*options_.gradient_accumulation_steps);
  for (std::int64_t i = block.begin; i < block.end; ++i) {
    gradient[i] = (gradient[i] + sum[i]) / steps;
    sum[i] = 0;
  }
}

// Norms of the parameters' gradients: squares in double, block by block in order.
void WeightUpdate::measure(const Call& call) {
  const Real* gradient = call.gradients.first;
  for_each_block(blocks_, [&](const Block& block) {
    block_sums_[static_cast<std::size_t>(&block - blocks_.data())] =
        sum_of_squares(block.end - block.begin, gradient + block.begin);
  });
  double total = 0;
  for (std::size_t i = 0; i < blocks_.size();) {
    const std::size_t parameter = blocks_[i].parameter;
    double sum = 0;
    for (; i < blocks_.size() && blocks_[i].parameter == parameter; ++i) sum += block_sums_[i];
    clips_[parameter] = static_cast<Real>(std::sqrt(sum));
    total += sum;
  }
  if (!options_.global_clipnorm) return;
  // An infinite norm makes every gradient NaN, as in Keras
  const auto limit = static_cast<Real>(*options_.global_clipnorm);
  const auto norm = static_cast<Real>(std::sqrt(total));
  const Real scale = std::isfinite(norm) ? limit * std::min(1 / norm, 1 / limit) : norm - norm;
  std::ranges::fill(clips_, scale);
}

void WeightUpdate::apply(const Block& block, const Call& call) const {
  if (call.updates) {
    Real* gradient = call.gradients.first;
    Real* weights = arrays_.weights().data();
    if (options_.clipvalue) {
      const auto limit = static_cast<Real>(*options_.clipvalue);
      for (std::int64_t i = block.begin; i < block.end; ++i) gradient[i] = std::clamp(gradient[i], -limit, limit);
    } else if (options_.clipnorm) {
      const auto limit = static_cast<Real>(*options_.clipnorm);
      const Real divisor = std::max(clips_[block.parameter], limit);
      for (std::int64_t i = block.begin; i < block.end; ++i) gradient[i] = gradient[i] * limit / divisor;
    } else if (options_.global_clipnorm) {
      for (std::int64_t i = block.begin; i < block.end; ++i) gradient[i] *= clips_[block.parameter];
    }
    if (options_.weight_decay) {
      const auto decay = static_cast<Real>(*options_.weight_decay);
      for (std::int64_t i = block.begin; i < block.end; ++i) weights[i] -= weights[i] * decay * call.learning_rate;
    }
    std::array<Real*, kMostSlots> slots{};
    for (std::size_t i = 0; i < arrays_.slots().size(); ++i) slots[i] = arrays_.slots()[i] + block.begin;
    optimizer_.update({.iteration = call.iteration,
                       .learning_rate = static_cast<double>(call.learning_rate),
                       .size = block.end - block.begin,
                       .gradient = gradient + block.begin,
                       .weights = weights + block.begin,
                       .slots = std::span(slots).first(arrays_.slots().size()),
                       .values = arrays_.values(),
                       .shape = block.shape});
  }
  average(block, call);
}

void WeightUpdate::average(const Block& block, const Call& call) const {
  Real* average = arrays_.average();
  if (average == nullptr) return;
  // The first average is the weights themselves
  const Real momentum = call.iteration == 0 ? Real{0} : static_cast<Real>(options_.ema_momentum);
  Real* weights = arrays_.weights().data();
  for (std::int64_t i = block.begin; i < block.end; ++i) {
    average[i] = momentum * average[i] + (1 - momentum) * weights[i];
  }
  if (call.overwrites) std::copy(average + block.begin, average + block.end, weights + block.begin);
}

void WeightUpdate::run(std::int64_t step, double learning_rate, const GradientSlots& gradients) {
  Call call;
  const std::int64_t every = options_.gradient_accumulation_steps.value_or(1);
  call.gradients = gradients;
  call.iteration = step / every;
  call.learning_rate = static_cast<Real>(learning_rate);
  call.updates = (step + 1) % every == 0;
  const auto& overwrite = options_.ema_overwrite_frequency;
  call.overwrites = overwrite && (call.iteration + 1) % *overwrite == 0;

  if (call.updates) optimizer_.advance(call.iteration, arrays_.values());
  uses_threads_ = std::ssize(blocks_) * kBlock >= (gradients.count > 1 ? kWorthThreads : kWorthWaking);
  const bool whole = !parameters_.empty();
  const bool measures = clips_norms_ && call.updates;
  if (!has_penalties_ && !measures && !whole) {
    for_each_block(blocks_, [&](const Block& block) {
      reduce(block, call);
      accumulate(block, call);
      apply(block, call);
    });
  } else {
    for_each_block(blocks_, [&](const Block& block) {
      reduce(block, call);
      if (!has_penalties_) accumulate(block, call);
    });
    if (has_penalties_) {
      add_weight_penalty_gradient(plan_, arrays_.weights(),
                                  {gradients.first, static_cast<std::size_t>(plan_.packed_size())});
      if (arrays_.accumulated() != nullptr) for_each_block(blocks_, [&](const Block& b) { accumulate(b, call); });
    }
    if (measures) measure(call);
    for_each_block(whole ? parameters_ : blocks_, [&](const Block& block) { apply(block, call); });
  }
  for (const Constrained& each : constraints_) {
    const Parameter& parameter = *each.parameter;
    each.constraint->apply(parameter.shape, arrays_.weights().subspan(static_cast<std::size_t>(parameter.offset),
                                                                      static_cast<std::size_t>(parameter.size)));
  }
}

}  // namespace nnctl::train
