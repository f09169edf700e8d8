#include "train/step.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "kernels/reduce.hpp"
#include "train/executor_place.hpp"

namespace nnctl::train {

namespace {

// A chunk should be worth a thread's waking (about 200 microseconds at 80 GFLOP/s) ...
constexpr double kChunkFlops = 16e6;
// ... and its arithmetic should outweigh writing and adding its gradient slot eight to one: 8 bytes a parameter at
// 10 bytes a nanosecond against 40 flops a nanosecond gives 86 parameters a flop of one row's forward pass.
constexpr double kParametersPerFlop = 86;
// ... and fill the registers of a product, four rows at least, unless a row is work enough (half a millisecond).
constexpr double kTileRows = 4;
constexpr double kDearRow = 50e6;
constexpr std::int64_t kMostChunks = 16;
constexpr std::size_t kMostParameters = 16;  // of one layer

}  // namespace

std::int64_t chunk_rows(const ModelPlan& plan, std::int64_t batch_size) {
  const double flops = std::max<double>(1, static_cast<double>(plan.flops()));
  const double worth_waking = kChunkFlops / (3 * flops);
  const double worth_slot = kParametersPerFlop * static_cast<double>(plan.num_trainable()) / flops;
  const double fills_tile = 3 * flops < kDearRow ? kTileRows : 1;
  const double least = std::ceil(std::max({worth_waking, worth_slot, fills_tile}));
  if (least >= static_cast<double>(batch_size)) return batch_size;
  const std::int64_t rows = std::max(static_cast<std::int64_t>(least), (batch_size + kMostChunks - 1) / kMostChunks);
  // a power of two chunks, so that two, four or eight threads get equally many
  const auto chunks = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(batch_size / rows)));
  return (batch_size + chunks - 1) / chunks;
}

TrainingStep::TrainingStep(const ModelPlan& plan, const Objective& objective, const Optimizer& optimizer,
                           const data::Dataset& dataset, std::int64_t batch_size, std::uint64_t seed,
                           TrainedArrays& arrays, ThreadPool& pool, bool updates_anyway)
    : plan_(plan),
      objective_(objective),
      dataset_(dataset),
      arrays_(arrays),
      pool_(pool),
      batch_size_(std::min(batch_size, dataset.num_rows())),
      chunk_rows_(chunk_rows(plan, batch_size_)),
      weights_(objective, dataset.has_weights(), batch_size_),
      update_(plan, optimizer, arrays, pool),
      updates_anyway_(updates_anyway) {
  const std::int64_t chunks = (batch_size_ + chunk_rows_ - 1) / chunk_rows_;
  for (std::size_t i = 0; i < plan.layers().size(); ++i) {
    if (plan.layers()[i].couples_batch()) couplings_.push_back(i);
  }
  const std::int64_t executors = chunks_are_apart() ? std::min<std::int64_t>(chunks, pool.threads()) : chunks;
  executors_.reserve(static_cast<std::size_t>(executors));
  for (std::int64_t i = 0; i < executors; ++i) executors_.emplace_back(plan, seed, chunk_rows_, /*with_backward=*/true);
  std::vector<Arena::Slot> slots;
  for (std::int64_t i = 0; i < chunks; ++i) slots.push_back(gradients_.reserve(plan.packed_size()));
  gradients_.allocate();
  for (const Arena::Slot slot : slots) gradient_slots_.push_back(gradients_.view(slot).data());
  targets_.resize(static_cast<std::size_t>(batch_size_ * dataset.target_columns()));
  scores_.resize(static_cast<std::size_t>(chunks));
  chunk_states_.resize(static_cast<std::size_t>(chunks * objective.state_size()));
  has_penalties_ = std::ranges::any_of(plan.parameters(), [](const Parameter& parameter) {
    return parameter.trainable && static_cast<bool>(parameter.regularizer);
  });
}

std::int64_t TrainingStep::size_bytes() const {
  std::int64_t total = gradients_.size_bytes();
  for (const Executor& executor : executors_) total += executor.size_bytes();
  return total;
}

template <class Function>
void TrainingStep::for_each(std::int64_t count, bool worth_threads, Function& function) {
  if (worth_threads && count > 1) {
    pool_.for_each_chunk(count, function);
  } else {
    for (std::int64_t i = 0; i < count; ++i) function(i, 0);
  }
}

PassContext TrainingStep::pass_context(const Batch& batch, std::int64_t chunk) const {
  PassContext context;
  context.training = true;
  context.step = static_cast<std::uint64_t>(batch.iteration);
  context.first_row = chunk * chunk_rows_;
  context.batch_rows = std::ssize(batch.rows);
  context.pool = gradient_slots_.size() == 1 ? &pool_ : nullptr;
  return context;
}

void TrainingStep::fill_input(Executor& executor, const Batch& batch, std::int64_t chunk) const {
  dataset_.fill(batch.chunk_rows(chunk, chunk_rows_), {executor.input(), nullptr, nullptr});
}

void TrainingStep::score(Executor& executor, const Batch& batch, std::int64_t chunk) {
  const auto state_size = static_cast<std::size_t>(objective_.state_size());
  const auto state = std::span(chunk_states_).subspan(static_cast<std::size_t>(chunk) * state_size, state_size);
  std::ranges::fill(state, 0.0);
  scores_[static_cast<std::size_t>(chunk)] =
      objective_.score(executor, executor.output(), std::ssize(batch.chunk_rows(chunk, chunk_rows_)),
                       targets_.data() + chunk * chunk_rows_ * dataset_.target_columns(),
                       weights_.from(chunk * chunk_rows_), batch.scale, state);
}

void TrainingStep::run_chunk(std::int64_t chunk, int worker, const Batch& batch) {
  Executor& executor = executors_[executor_of(chunk, worker, std::ssize(gradient_slots_), executors_.size())];
  const std::int64_t count = std::ssize(batch.chunk_rows(chunk, chunk_rows_));
  const PassContext context = pass_context(batch, chunk);
  const Real* weights = arrays_.weights().data();
  fill_input(executor, batch, chunk);
  executor.forward(context, count, weights);
  score(executor, batch, chunk);
  executor.backward(context, count, weights, gradient_slots_[static_cast<std::size_t>(chunk)]);
}

void TrainingStep::add_up(std::int64_t chunks, std::span<double> (Executor::*sums)(std::size_t), std::size_t layer) {
  const std::span<double> total = (executors_[0].*sums)(layer);
  for (std::int64_t chunk = 1; chunk < chunks; ++chunk) {
    const std::span<double> own = (executors_[static_cast<std::size_t>(chunk)].*sums)(layer);
    for (std::size_t i = 0; i < total.size(); ++i) total[i] += own[i];
  }
  for (std::int64_t chunk = 1; chunk < chunks; ++chunk) {
    std::ranges::copy(total, (executors_[static_cast<std::size_t>(chunk)].*sums)(layer).begin());
  }
}

double TrainingStep::scale(const Batch& batch) const {
  const double divisor = objective_.divisor(std::ssize(batch.rows), targets_.data(), weights_.from(0));
  return divisor > 0 ? 1.0 / divisor : 0.0;  // every row may be ignored: loss and gradient are 0
}

// All chunks reach a coupling layer, their sums become the batch's, all go on; the same on the way back. The mean of a
// masked output's loss is of what all chunks have let through.
void TrainingStep::run_coupled(Batch& batch) {
  const Real* weights = arrays_.weights().data();
  const std::size_t layers = plan_.layers().size();
  const auto each = [&](auto&& piece) {
    auto run = [&](std::int64_t chunk, int) {
      Executor& executor = executors_[static_cast<std::size_t>(chunk)];
      piece(executor, chunk, pass_context(batch, chunk), std::ssize(batch.chunk_rows(chunk, chunk_rows_)));
    };
    for_each(batch.chunks, true, run);
  };
  std::size_t reached = 0;
  for (const std::size_t coupling : couplings_) {
    each([&](Executor& executor, std::int64_t chunk, const PassContext& context, std::int64_t count) {
      if (reached == 0) fill_input(executor, batch, chunk);
      executor.forward_layers(context, count, weights, reached, coupling);
      executor.add_forward_sums(context, count, coupling);
    });
    add_up(batch.chunks, &Executor::forward_sums, coupling);
    reached = coupling;
  }
  std::size_t last = layers;
  const std::size_t lowest = executors_[0].lowest_learning_layer();
  each([&](Executor& executor, std::int64_t chunk, const PassContext& context, std::int64_t count) {
    if (couplings_.empty()) fill_input(executor, batch, chunk);
    executor.forward_layers(context, count, weights, reached, layers);
    if (!objective_.is_masked()) score(executor, batch, chunk);
    weights_.take_mask(executor, chunk * chunk_rows_, count);
  });
  if (objective_.is_masked()) {
    batch.scale = scale(batch);
    each([&](Executor& executor, std::int64_t chunk, const PassContext&, std::int64_t) {
      score(executor, batch, chunk);
    });
  }
  for (std::size_t i = couplings_.size() + 1; i-- > 0;) {
    const bool ends = i == 0 || couplings_[i - 1] < lowest;
    const std::size_t coupling = ends ? lowest : couplings_[i - 1];
    each([&](Executor& executor, std::int64_t chunk, const PassContext& context, std::int64_t count) {
      Real* gradient = gradient_slots_[static_cast<std::size_t>(chunk)];
      executor.backward_layers(context, count, weights, gradient, last, ends ? lowest : coupling + 1);
      if (!ends) executor.add_backward_sums(context, count, coupling);
    });
    if (ends) break;
    add_up(batch.chunks, &Executor::backward_sums, coupling);
    last = coupling + 1;
  }
}

// Moving statistics and the like: written once a step, by no gradient.
void TrainingStep::update_state() {
  std::array<Real*, kMostParameters> parameters{};
  for (const std::size_t coupling : couplings_) {
    const PlannedLayer& layer = plan_.layers()[coupling];
    const auto own = plan_.parameters().subspan(layer.first_parameter, layer.plan.parameters.size());
    NNCTL_ASSERT(own.size() <= kMostParameters, "a layer with more parameters than expected");
    for (std::size_t i = 0; i < own.size(); ++i) parameters[i] = arrays_.weights().data() + own[i].offset;
    layer.layer->update_state(layer.input, executors_[0].forward_sums(coupling).data(),
                              std::span(parameters).first(own.size()));
  }
}

double TrainingStep::run(std::span<const std::int64_t> rows, std::int64_t iteration, double learning_rate,
                         std::span<double> metric_state) {
  const FlushDenormals flush;
  last_rows_ = std::ssize(rows);
  dataset_.fill(rows, {nullptr, targets_.data(), weights_.row_weights()});
  weights_.spread(std::ssize(rows));
  const std::int64_t chunks = (std::ssize(rows) + chunk_rows_ - 1) / chunk_rows_;
  Batch batch{rows, iteration, chunks};
  if (!objective_.is_masked()) batch.scale = scale(batch);
  if (chunks_are_apart()) {
    auto chunk_function = [&](std::int64_t chunk, int worker) { run_chunk(chunk, worker, batch); };
    for_each(chunks, true, chunk_function);
  } else {
    run_coupled(batch);
  }
  double loss = 0;
  double activity = 0;
  const auto state_size = static_cast<std::size_t>(objective_.state_size());
  for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
    loss += scores_[static_cast<std::size_t>(chunk)].loss_sum;
    activity += scores_[static_cast<std::size_t>(chunk)].activity_penalty;
    for (std::size_t i = 0; i < state_size; ++i) {
      metric_state[i] += chunk_states_[static_cast<std::size_t>(chunk) * state_size + i];
    }
  }
  loss = loss * batch.scale + activity;
  if (has_penalties_) loss += weight_penalty(plan_, arrays_.weights());
  if (std::isfinite(loss) || updates_anyway_) {
    update_state();
    const std::int64_t stride = gradient_slots_.size() > 1 ? gradient_slots_[1] - gradient_slots_[0] : 0;
    update_.run(iteration, learning_rate, {gradient_slots_[0], chunks, stride});
  }
  return loss;
}

std::string TrainingStep::first_non_finite() const {
  for (const PlannedLayer& layer : plan_.layers()) {
    for (const Parameter& parameter : plan_.parameters().subspan(layer.first_parameter, layer.plan.parameters.size())) {
      if (!kernels::all_finite(parameter.size, arrays_.weights().data() + parameter.offset)) {
        return fmt::format("the weights of layer '{}'", layer.name);
      }
    }
  }
  int first = -1;
  for (const Executor& executor : executors_) {
    const int layer = executor.first_non_finite_layer(std::min(last_rows_, executor.capacity()));
    if (layer >= 0 && (first < 0 || layer < first)) first = layer;
  }
  if (first >= 0) return fmt::format("the output of layer '{}'", plan_.layers()[static_cast<std::size_t>(first)].name);
  return "the loss";
}

}  // namespace nnctl::train
