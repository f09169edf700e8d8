#include "train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "kernels/reduce.hpp"

namespace nnctl::train {

namespace {

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

std::string to_string(Status status) {
  switch (status) {
    case Status::kRunning:
      return "running";
    case Status::kCompleted:
      return "completed";
    case Status::kStoppedEarly:
      return "stopped_early";
    case Status::kInterrupted:
      return "interrupted";
    case Status::kDiverged:
      return "diverged";
  }
  return {};
}

std::optional<bool> higher_is_better(const Objective& objective, const std::string& monitor, bool has_validation) {
  std::string name = monitor;
  if (name.starts_with("val_")) {
    if (!has_validation) return std::nullopt;
    name = name.substr(4);
  }
  if (name == "loss") return false;
  for (const NamedMetric& metric : objective.metrics()) {
    if (metric.name == name) return metric.metric->higher_is_better();
  }
  return std::nullopt;
}

Trainer::Trainer(const ModelPlan& plan, const Objective& objective, const Optimizer& optimizer,
                 const data::Dataset& training, const data::Dataset* validation, TrainingOptions options,
                 ThreadPool& pool)
    : plan_(plan),
      objective_(objective),
      optimizer_(optimizer),
      training_(training),
      options_(std::move(options)),
      arrays_(plan, optimizer),
      step_(plan, objective, optimizer, training, options_.batch_size, options_.seed, arrays_, pool),
      best_epoch_(options_.best,
                  higher_is_better(objective, options_.best.monitor, validation != nullptr).value_or(false)),
      shuffle_(options_.seed, "shuffle") {
  best_ = arena_.reserve(plan.packed_size());
  finite_ = arena_.reserve(plan.packed_size());
  arena_.allocate();
  if (validation != nullptr && validation->num_rows() > 0) {
    evaluator_.emplace(plan, objective, *validation, options_.batch_size, pool);
  }
  const std::int64_t rows = training.num_rows();
  steps_per_epoch_ = (rows + options_.batch_size - 1) / options_.batch_size;
  order_.resize(static_cast<std::size_t>(rows));
  state_.metric_state.resize(static_cast<std::size_t>(objective.state_size()));
}

std::int64_t Trainer::size_bytes() const {
  return arrays_.size_bytes() + arena_.size_bytes() + step_.size_bytes() + (evaluator_ ? evaluator_->size_bytes() : 0);
}

void Trainer::initialize() {
  nnctl::initialize(plan_, options_.seed, arrays_.weights());
  std::ranges::copy(arrays_.weights(), arena_.view(finite_).begin());
}

void Trainer::restore(TrainState state) {
  state_ = std::move(state);
  best_epoch_.restore(state_.best);
}

std::span<const Real> Trainer::model_weights() const {
  if (keeps_best()) return best_weights();
  if (state_.status == Status::kDiverged) return finite_weights();
  return arrays_.weights();
}

double Trainer::learning_rate(std::int64_t step) const {
  return optimizer_.learning_rate(step, {steps_per_epoch_, options_.epochs});
}

void Trainer::start_order() {
  std::iota(order_.begin(), order_.end(), 0);
  if (options_.shuffle) shuffle(order_, shuffle_, static_cast<std::uint64_t>(state_.epoch));
}

Status Trainer::run(TrainObserver& observer, const std::atomic<bool>& interrupted) {
  if (state_.status == Status::kStoppedEarly) return state_.status;  // a checkpoint of the last epoch
  state_.status = Status::kRunning;
  while (state_.status == Status::kRunning) {
    if (state_.epoch >= options_.epochs) {
      state_.status = Status::kCompleted;
    } else if (!run_epoch(observer, interrupted)) {
      break;
    }
  }
  return state_.status;
}

bool Trainer::run_epoch(TrainObserver& observer, const std::atomic<bool>& interrupted) {
  const Stopwatch epoch_watch;
  start_order();
  while (state_.step < steps_per_epoch_) {
    const std::int64_t first = state_.step * options_.batch_size;
    const std::int64_t rows = std::min<std::int64_t>(options_.batch_size, std::ssize(order_) - first);
    const auto ids = std::span(order_).subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(rows));
    const double loss = step_.run(ids, state_.iteration, learning_rate(state_.iteration), state_.metric_state);
    if (!std::isfinite(loss)) {
      divergence_ = Divergence{state_.epoch + 1, state_.step + 1, loss, step_.first_non_finite()};
      state_.status = Status::kDiverged;
      return false;
    }
    state_.loss_sum += loss * static_cast<double>(rows);
    state_.rows += rows;
    ++state_.step;
    ++state_.iteration;
    observer.on_step(*this, {state_.epoch, state_.step, steps_per_epoch_, loss});
    if (interrupted.load(std::memory_order_relaxed)) {
      state_.seconds += epoch_watch.seconds();
      state_.training_seconds += epoch_watch.seconds();
      state_.status = Status::kInterrupted;
      return false;
    }
  }
  const double training_seconds = epoch_watch.seconds();
  Logs logs = epoch_logs();
  return finish_epoch(observer, std::move(logs), epoch_watch.seconds(), training_seconds);
}

Logs Trainer::running_logs() const {
  Logs logs;
  logs.emplace_back("loss", state_.rows > 0 ? state_.loss_sum / static_cast<double>(state_.rows) : 0.0);
  const std::vector<double> values = objective_.results(state_.metric_state);
  for (std::size_t i = 0; i < values.size(); ++i) logs.emplace_back(objective_.metrics()[i].name, values[i]);
  return logs;
}

Logs Trainer::epoch_logs() {
  Logs logs = running_logs();
  if (evaluator_) {
    const Evaluation validation = evaluator_->evaluate(arrays_.weights());
    logs.emplace_back("val_loss", validation.loss);
    for (std::size_t i = 0; i < validation.metrics.size(); ++i) {
      logs.emplace_back("val_" + objective_.metrics()[i].name, validation.metrics[i]);
    }
  }
  return logs;
}

bool Trainer::finish_epoch(TrainObserver& observer, Logs logs, double seconds, double training_seconds) {
  EpochEvent event;
  event.epoch = state_.epoch;
  event.logs = logs;
  event.learning_rate = learning_rate(state_.iteration - 1);
  event.seconds = seconds;
  event.training_seconds = training_seconds;
  // An update may overflow after the epoch's last loss: such weights are never the model
  const bool finite = kernels::all_finite(plan_.packed_size(), arrays_.weights().data());
  if (finite) std::ranges::copy(arrays_.weights(), arena_.view(finite_).begin());
  bool stop = false;
  if (const double* value = find_log(logs, options_.best.monitor)) {
    const BestEpoch::Verdict verdict = best_epoch_.observe(state_.epoch, *value);
    event.best = verdict.keep;
    stop = verdict.stop && options_.stops_early;
    if (verdict.keep && options_.keep_best && finite) {
      std::ranges::copy(arrays_.weights(), best_weights().begin());
      state_.kept_epoch = state_.epoch;
      state_.kept_logs = logs;
    }
  }
  state_.best = best_epoch_.state();
  state_.last_logs = std::move(logs);
  state_.seconds += seconds;
  state_.training_seconds += training_seconds;
  state_.loss_sum = 0;
  state_.rows = 0;
  state_.step = 0;
  std::ranges::fill(state_.metric_state, 0.0);
  ++state_.epoch;
  if (stop) state_.status = Status::kStoppedEarly;
  observer.on_epoch(*this, event);
  return state_.status == Status::kRunning;
}

}  // namespace nnctl::train
