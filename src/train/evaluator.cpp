#include "train/evaluator.hpp"

#include <algorithm>
#include <numeric>

#include "train/executor_place.hpp"

namespace nnctl::train {

namespace {

constexpr std::int64_t kWave = 64;

// Waking other threads costs more than this many multiply-adds are worth.
constexpr double kSerialFlops = 4e6;

}  // namespace

Evaluator::Evaluator(const ModelPlan& plan, const Objective& objective, const data::Dataset& dataset,
                     std::int64_t batch_size, ThreadPool& pool)
    : plan_(plan),
      objective_(objective),
      dataset_(dataset),
      batch_size_(std::min(batch_size, std::max<std::int64_t>(dataset.num_rows(), 1))),
      pool_(pool) {
  const std::int64_t batches = (dataset.num_rows() + batch_size_ - 1) / batch_size_;
  const auto state_size = static_cast<std::size_t>(objective.state_size());
  wave_.resize(static_cast<std::size_t>(std::clamp<std::int64_t>(batches, 1, kWave)));
  for (Batch& batch : wave_) batch.metric_state.resize(state_size);
  metric_state_.resize(state_size);
  const auto workers = static_cast<std::size_t>(std::min<std::int64_t>(pool.threads(), std::ssize(wave_)));
  workers_.reserve(workers);
  for (std::size_t i = 0; i < workers; ++i) {
    workers_.push_back({Executor(plan, /*seed=*/0, batch_size_, /*with_backward=*/false),
                        std::vector<Real>(static_cast<std::size_t>(batch_size_ * dataset.target_columns())),
                        PositionWeights(objective, dataset.has_weights(), batch_size_),
                        std::vector<std::int64_t>(static_cast<std::size_t>(batch_size_))});
  }
}

std::int64_t Evaluator::size_bytes() const {
  return std::accumulate(workers_.begin(), workers_.end(), std::int64_t{0},
                         [](std::int64_t sum, const Worker& worker) { return sum + worker.executor.size_bytes(); });
}

void Evaluator::run_batch(std::int64_t batch, Worker& worker, Batch& result, const Real* weights) const {
  const std::int64_t first = batch * batch_size_;
  const std::int64_t rows = std::min(batch_size_, dataset_.num_rows() - first);
  const auto ids = std::span(worker.rows).first(static_cast<std::size_t>(rows));
  std::iota(ids.begin(), ids.end(), first);
  dataset_.fill(ids, {worker.executor.input(), worker.targets.data(), worker.weights.row_weights()});
  worker.weights.spread(rows);
  PassContext context;
  context.batch_rows = rows;
  const Real* output = worker.executor.forward(context, rows, weights);
  worker.weights.take_mask(worker.executor, 0, rows);
  const Weighting counted = worker.weights.from(0);
  std::ranges::fill(result.metric_state, 0.0);
  const Score score = objective_.score(worker.executor, output, rows, worker.targets.data(), counted, std::nullopt,
                                       result.metric_state);
  const double divisor = objective_.divisor(rows, worker.targets.data(), counted);
  result.loss = ((divisor > 0 ? score.loss_sum / divisor : 0.0) + score.activity_penalty) * static_cast<double>(rows);
}

Evaluation Evaluator::evaluate(std::span<const Real> weights) {
  const std::int64_t batches = (dataset_.num_rows() + batch_size_ - 1) / batch_size_;
  std::ranges::fill(metric_state_, 0.0);
  double loss_sum = 0;
  const bool serial = static_cast<double>(plan_.flops()) * static_cast<double>(dataset_.num_rows()) < kSerialFlops ||
                      workers_.size() == 1;
  for (std::int64_t first = 0; first < batches; first += std::ssize(wave_)) {
    const std::int64_t count = std::min<std::int64_t>(std::ssize(wave_), batches - first);
    auto run = [&](std::int64_t chunk, int worker) {
      const std::size_t place = executor_of(chunk, worker, std::ssize(wave_), workers_.size());
      run_batch(first + chunk, workers_[place], wave_[static_cast<std::size_t>(chunk)], weights.data());
    };
    if (serial) {
      for (std::int64_t chunk = 0; chunk < count; ++chunk) run(chunk, 0);
    } else {
      pool_.for_each_chunk(count, run);
    }
    for (std::int64_t chunk = 0; chunk < count; ++chunk) {
      const Batch& batch = wave_[static_cast<std::size_t>(chunk)];
      loss_sum += batch.loss;
      for (std::size_t i = 0; i < metric_state_.size(); ++i) metric_state_[i] += batch.metric_state[i];
    }
  }
  Evaluation evaluation;
  const auto rows = static_cast<double>(dataset_.num_rows());
  evaluation.loss = (rows > 0 ? loss_sum / rows : 0.0) + weight_penalty(plan_, weights);
  evaluation.metrics = objective_.results(metric_state_);
  return evaluation;
}

}  // namespace nnctl::train
