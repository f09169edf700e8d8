#include "train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "kernels/reduce.hpp"
#include "train/adapt.hpp"

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
      step_(plan, objective, optimizer, training, options_.batch_size, options_.seed, arrays_, pool,
            /*updates_anyway=*/!options_.terminate_on_nan),
      best_epoch_(options_.best,
                  higher_is_better(objective, options_.best.monitor, validation != nullptr).value_or(false)),
      order_(training.order(options_.shuffle, options_.seed)) {
  const auto mode = [&](const std::string& monitor) {
    return higher_is_better(objective, monitor, validation != nullptr).value_or(false);
  };
  if (options_.plateau) plateau_.emplace(*options_.plateau, mode(options_.plateau->monitor));
  if (options_.model_checkpoint) {
    model_checkpoint_.emplace(*options_.model_checkpoint, mode(options_.model_checkpoint->monitor));
  }
  best_ = arena_.reserve(plan.packed_size());
  finite_ = arena_.reserve(plan.packed_size());
  averaged_ = arena_.reserve(optimizer.options().use_ema ? plan.packed_size() : 0);
  arena_.allocate();
  if (validation != nullptr && validation->num_rows() > 0) {
    evaluator_.emplace(plan, objective, *validation, options_.batch_size, pool);
  }
  steps_per_epoch_ = (order_->num_rows() + options_.batch_size - 1) / options_.batch_size;
  state_.metric_state.resize(static_cast<std::size_t>(objective.state_size()));
}

std::int64_t Trainer::size_bytes() const {
  return arrays_.size_bytes() + arena_.size_bytes() + step_.size_bytes() + (evaluator_ ? evaluator_->size_bytes() : 0);
}

void Trainer::initialize() {
  nnctl::initialize(plan_, options_.seed, arrays_.weights());
  adapt(plan_, training_, options_.batch_size, arrays_.weights());
  std::ranges::copy(arrays_.weights(), arena_.view(finite_).begin());
}

void Trainer::restore(TrainState state) {
  state_ = std::move(state);
  best_epoch_.restore(state_.best);
  if (plateau_) plateau_->restore(state_.plateau);
  if (model_checkpoint_) model_checkpoint_->restore(state_.model_checkpoint);
}

std::span<const Real> Trainer::model_weights() const { return keeps_best() ? best_weights() : last_weights(); }

std::span<const Real> Trainer::last_weights() const {
  if (state_.status == Status::kDiverged) return finite_weights();
  const bool ended = state_.status == Status::kCompleted || state_.status == Status::kStoppedEarly;
  return ended && averaged_.size > 0 && state_.iteration > 0 ? arena_.view(averaged_) : arrays_.weights();
}

double Trainer::learning_rate(std::int64_t step) const {
  const TrainingLength length{steps_per_epoch_, options_.epochs};
  double rate = optimizer_.learning_rate(step, length);
  if (options_.warmup) rate *= options_.warmup->factor(step, length);
  if (plateau_) rate *= plateau_->state().scale;
  return static_cast<double>(static_cast<Real>(rate));
}

// The averages take the place of the weights, but beside them: more epochs go on from the weights. Their own
// validation is what is told of them.
void Trainer::finish() {
  if (averaged_.size == 0 || state_.iteration == 0) return;
  const std::span<Real> averaged = arena_.view(averaged_);
  std::ranges::copy(arrays_.weights(), averaged.begin());
  for (const ModelPlan::Range range : plan_.trainable_ranges()) {
    std::copy(arrays_.average() + range.begin, arrays_.average() + range.end, averaged.begin() + range.begin);
  }
  for (const auto& [name, value] : validation_logs(averaged)) {
    const auto same = std::ranges::find(state_.last_logs, name, &Logs::value_type::first);
    if (same != state_.last_logs.end()) same->second = value;
  }
}

Status Trainer::run(TrainObserver& observer, const std::atomic<bool>& interrupted) {
  if (state_.status == Status::kStoppedEarly) {  // a checkpoint of the last epoch
    finish();
    return state_.status;
  }
  state_.status = Status::kRunning;
  while (state_.status == Status::kRunning) {
    if (state_.epoch >= options_.epochs) {
      state_.status = Status::kCompleted;
    } else if (interrupted.load(std::memory_order_relaxed)) {
      state_.status = Status::kInterrupted;
    } else if (!run_epoch(observer, interrupted)) {
      break;
    }
  }
  if (state_.status == Status::kCompleted || state_.status == Status::kStoppedEarly) finish();
  return state_.status;
}

bool Trainer::run_epoch(TrainObserver& observer, const std::atomic<bool>& interrupted) {
  const Stopwatch epoch_watch;
  order_->begin_epoch(state_.epoch);
  while (state_.step < steps_per_epoch_) {
    const std::int64_t first = state_.step * options_.batch_size;
    const std::int64_t rows = std::min<std::int64_t>(options_.batch_size, order_->num_rows() - first);
    const double loss =
        step_.run(order_->rows(first, rows), state_.iteration, learning_rate(state_.iteration), state_.metric_state);
    if (!std::isfinite(loss) && options_.terminate_on_nan) {
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
  EpochEvent event;
  event.epoch = state_.epoch;
  event.training_seconds = epoch_watch.seconds();
  event.logs = running_logs();
  if (evaluator_ && options_.validation_freq.includes(state_.epoch)) {
    for (auto& log : validation_logs(arrays_.weights())) event.logs.push_back(std::move(log));
  } else if (evaluator_) {
    for (const auto& [name, value] : event.logs) event.skipped.push_back("val_" + name);
  }
  event.seconds = epoch_watch.seconds();
  return finish_epoch(observer, std::move(event));
}

Logs Trainer::running_logs() const {
  Logs logs;
  logs.emplace_back("loss", state_.rows > 0 ? state_.loss_sum / static_cast<double>(state_.rows) : 0.0);
  const std::vector<double> values = objective_.results(state_.metric_state);
  for (std::size_t i = 0; i < values.size(); ++i) logs.emplace_back(objective_.metrics()[i].name, values[i]);
  return logs;
}

Logs Trainer::validation_logs(std::span<const Real> weights) {
  if (!evaluator_) return {};
  const Evaluation validation = evaluator_->evaluate(weights);
  Logs logs{{"val_loss", validation.loss}};
  for (std::size_t i = 0; i < validation.metrics.size(); ++i) {
    logs.emplace_back("val_" + objective_.metrics()[i].name, validation.metrics[i]);
  }
  return logs;
}

// A value that was not computed in this epoch is not watched in it.
void Trainer::watch(const Logs& logs, EpochEvent& event) {
  if (plateau_) {
    if (const double* value = find_log(logs, plateau_->monitor())) plateau_->observe(*value, event.learning_rate);
    state_.plateau = plateau_->state();
  }
  if (model_checkpoint_) {
    event.save_model = model_checkpoint_->observe(event.epoch, find_log(logs, model_checkpoint_->monitor()));
    state_.model_checkpoint = model_checkpoint_->state();
  }
}

bool Trainer::finish_epoch(TrainObserver& observer, EpochEvent event) {
  event.learning_rate = learning_rate(state_.iteration - 1);
  // An update may overflow after the epoch's last loss: such weights are never the model
  const bool finite = kernels::all_finite(plan_.packed_size(), arrays_.weights().data());
  if (finite) std::ranges::copy(arrays_.weights(), arena_.view(finite_).begin());
  bool stop = false;
  if (const double* value = find_log(event.logs, options_.best.monitor)) {
    const BestEpoch::Verdict verdict = best_epoch_.observe(state_.epoch, *value);
    event.best = verdict.keep;
    stop = verdict.stop && options_.stops_early;
    if (verdict.keep && options_.keep_best && finite) {
      std::ranges::copy(arrays_.weights(), best_weights().begin());
      state_.kept_epoch = state_.epoch;
      state_.kept_logs = event.logs;
    }
  }
  state_.best = best_epoch_.state();
  watch(event.logs, event);
  state_.last_logs = event.logs;
  state_.seconds += event.seconds;
  state_.training_seconds += event.training_seconds;
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
