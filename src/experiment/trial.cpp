#include "experiment/trial.hpp"

#include <fmt/format.h>

#include "experiment/run_recorder.hpp"

namespace nnctl::experiment {

namespace {

using train::Status;

// Collects the curve, and ends the training when it is pruned or the whole is interrupted.
class TrialObserver final : public train::TrainObserver {
 public:
  TrialObserver(const TrialHooks& hooks, const std::atomic<bool>& interrupted)
      : hooks_(hooks), interrupted_(interrupted) {}

  void on_step(const train::Trainer&, const train::StepEvent&) override {
    if (interrupted_.load(std::memory_order_relaxed)) stop_.store(true, std::memory_order_relaxed);
  }
  void on_epoch(const train::Trainer&, const train::EpochEvent& event) override {
    curve_.push_back(event);
    if (hooks_.prunes && hooks_.prunes(curve_)) {
      pruned_ = true;
      stop_.store(true, std::memory_order_relaxed);
    }
  }

  const std::atomic<bool>& stop() const { return stop_; }
  bool pruned() const { return pruned_; }
  std::vector<train::EpochEvent> take_curve() { return std::move(curve_); }

 private:
  const TrialHooks& hooks_;
  const std::atomic<bool>& interrupted_;
  std::atomic<bool> stop_ = false;
  bool pruned_ = false;
  std::vector<train::EpochEvent> curve_;
};

Outcome outcome_of(Status status, bool pruned) {
  switch (status) {
    case Status::kDiverged:
      return Outcome::kDiverged;
    case Status::kStoppedEarly:
      return Outcome::kStoppedEarly;
    case Status::kCompleted:
      return Outcome::kCompleted;
    default:
      return pruned ? Outcome::kPruned : Outcome::kInterrupted;
  }
}

std::string first_of(const UserError& error) {
  const Diagnostic& first = error.diagnostics().front();
  return first.hint.empty() ? first.message : fmt::format("{} ({})", first.message, first.hint);
}

}  // namespace

std::string to_string(Outcome outcome) {
  switch (outcome) {
    case Outcome::kCompleted:
      return "completed";
    case Outcome::kStoppedEarly:
      return "stopped_early";
    case Outcome::kPruned:
      return "pruned";
    case Outcome::kInterrupted:
      return "interrupted";
    case Outcome::kDiverged:
      return "diverged";
    case Outcome::kFailed:
      return "failed";
  }
  return {};
}

bool is_scored(Outcome outcome) {
  return outcome == Outcome::kCompleted || outcome == Outcome::kStoppedEarly || outcome == Outcome::kPruned;
}

TrialResult run_trial(LoadedConfig config, SharedData& data, ThreadPool& pool, const std::atomic<bool>& interrupted,
                      const TrialHooks& hooks) {
  TrialResult result;
  try {
    OpenedExperiment experiment = data.open(std::move(config));
    TrainingRows rows = data.rows(experiment);
    Training training(std::move(experiment), std::move(rows), pool, /*starts=*/true);
    TrialObserver observer(hooks, interrupted);
    const Status status = training.run(observer, observer.stop());
    const train::Trainer& trainer = training.trainer();
    result.outcome = outcome_of(status, observer.pruned());
    if (trainer.divergence()) result.reason = divergence_text(*trainer.divergence());
    result.curve = observer.take_curve();
    result.epochs = trainer.state().epoch;
    result.seconds = trainer.state().seconds;
    result.samples_per_second = training.samples_per_second();
    result.total_parameters = trainer.plan().num_parameters();
    if (result.epochs > 0) {
      result.metrics = RunRecorder::model_logs(trainer);
      result.best_epoch = RunRecorder::model_epoch(trainer);
      result.weights_hash = weights_hash(trainer.plan(), trainer.model_weights());
    }
    if (hooks.ended && result.outcome != Outcome::kInterrupted) hooks.ended(training, result);
  } catch (const UserError& error) {
    result.outcome = Outcome::kFailed;
    result.reason = first_of(error);
  }
  return result;
}

}  // namespace nnctl::experiment
