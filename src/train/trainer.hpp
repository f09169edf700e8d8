// The loop: epochs of shuffled batches, validation, early stopping. Its state is explicit, so that it can be saved
// after any step and taken up again with the same bits.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "train/best_epoch.hpp"
#include "train/evaluator.hpp"
#include "train/events.hpp"
#include "train/model_checkpoint.hpp"
#include "train/plateau.hpp"
#include "train/step.hpp"
#include "train/validation_frequency.hpp"
#include "train/warmup.hpp"

namespace nnctl::train {

struct TrainingOptions {
  std::int64_t epochs = 1;
  std::int64_t batch_size = 32;
  bool shuffle = true;
  std::uint64_t seed = 0;
  /// What the best epoch is chosen by. Without a patience given by early stopping training never stops early.
  EarlyStoppingConfig best;
  bool stops_early = false;
  bool keep_best = true;  ///< false: the model is the last epoch's
  std::optional<WarmupConfig> warmup;
  ValidationFrequency validation_freq;
  std::optional<ReduceLrOnPlateauConfig> plateau;
  std::optional<ModelCheckpointConfig> model_checkpoint;
  bool terminate_on_nan = true;  ///< false: a loss that is not finite is taken as it is
};

enum class Status { kRunning, kCompleted, kStoppedEarly, kInterrupted, kDiverged };
std::string to_string(Status status);

/// Where training stands, beside the arrays.
struct TrainState {
  std::int64_t epoch = 0;      ///< epochs that are complete
  std::int64_t step = 0;       ///< steps done of the epoch under way
  std::int64_t iteration = 0;  ///< steps done in all epochs
  double loss_sum = 0;         ///< of this epoch: batch losses times rows
  std::int64_t rows = 0;       ///< of this epoch
  std::vector<double> metric_state;
  BestEpoch::State best;
  Plateau::State plateau;
  ModelCheckpoint::State model_checkpoint;
  std::int64_t kept_epoch = -1;  ///< whose weights best_weights() holds
  Logs kept_logs;
  Logs last_logs;  ///< of the last complete epoch
  double training_seconds = 0;
  double seconds = 0;
  Status status = Status::kRunning;
};

struct Divergence {
  std::int64_t epoch = 0;  ///< from 1
  std::int64_t step = 0;   ///< from 1
  double loss = 0;
  std::string place;  ///< "the output of layer 'dense'"
};

class Trainer {
 public:
  /// Keeps references. `validation` may be null or empty: then the last epoch is the best.
  Trainer(const ModelPlan& plan, const Objective& objective, const Optimizer& optimizer, const data::Dataset& training,
          const data::Dataset* validation, TrainingOptions options, ThreadPool& pool);

  /// Fresh weights by the initializers, and by the training rows where a layer adapts to them.
  void initialize();
  std::span<Real> weights() { return arrays_.weights(); }
  std::span<const Real> weights() const { return arrays_.weights(); }
  TrainedArrays& arrays() { return arrays_; }
  const TrainedArrays& arrays() const { return arrays_; }
  /// The kept epoch's weights; before any epoch was kept, zeros.
  std::span<Real> best_weights() { return arena_.view(best_); }
  std::span<const Real> best_weights() const { return arena_.view(best_); }
  /// Those of the last epoch that ended with finite weights; at first the initial ones.
  std::span<Real> finite_weights() { return arena_.view(finite_); }
  std::span<const Real> finite_weights() const { return arena_.view(finite_); }
  /// The best weights where one epoch is kept, else the last ones.
  std::span<const Real> model_weights() const;
  /// The present weights; after a divergence those of the last whole epoch, and at the end of a training that averages
  /// weights their average.
  std::span<const Real> last_weights() const;

  const TrainState& state() const { return state_; }
  void restore(TrainState state);

  /// Trains from the present state until done, stopped, diverged or `interrupted` is set (checked after each step).
  Status run(TrainObserver& observer, const std::atomic<bool>& interrupted);
  /// Of step `step` (from 0), by schedule, warmup and plateaus so far.
  double learning_rate(std::int64_t step) const;
  const std::optional<Divergence>& divergence() const { return divergence_; }

  const ModelPlan& plan() const { return plan_; }
  /// Loss and metrics over the rows of the epoch under way so far, without validation: for a live display.
  Logs running_logs() const;
  /// Whether some epoch's weights were kept as the best: what model_weights() then are.
  bool keeps_best() const { return options_.keep_best && state_.kept_epoch >= 0; }
  std::int64_t steps_per_epoch() const { return steps_per_epoch_; }
  std::int64_t epochs() const { return options_.epochs; }
  /// Everything planned: arrays, gradients, activations, the best weights.
  std::int64_t size_bytes() const;

 private:
  bool run_epoch(TrainObserver& observer, const std::atomic<bool>& interrupted);
  bool finish_epoch(TrainObserver& observer, EpochEvent event);
  void finish();
  Logs validation_logs(std::span<const Real> weights);
  void watch(const Logs& logs, EpochEvent& event);

  const ModelPlan& plan_;
  const Objective& objective_;
  const Optimizer& optimizer_;
  const data::Dataset& training_;
  TrainingOptions options_;
  TrainedArrays arrays_;
  Arena arena_;
  Arena::Slot best_;
  Arena::Slot finite_;    // the last epoch's end: what is kept when the weights themselves diverge
  Arena::Slot averaged_;  // empty when weights are not averaged
  TrainingStep step_;
  std::optional<Evaluator> evaluator_;
  BestEpoch best_epoch_;
  std::optional<Plateau> plateau_;
  std::optional<ModelCheckpoint> model_checkpoint_;
  std::int64_t steps_per_epoch_ = 0;
  std::unique_ptr<data::EpochOrder> order_;
  TrainState state_;
  std::optional<Divergence> divergence_;
};

/// Whether more of the monitored value ("val_accuracy", "loss") is better; empty when no such value is computed.
std::optional<bool> higher_is_better(const Objective& objective, const std::string& monitor, bool has_validation);

}  // namespace nnctl::train
