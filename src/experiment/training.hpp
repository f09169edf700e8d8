// One training in memory: rows, trainer, and what is told of it when it has ended. It writes nothing; a run directory
// is the recorder's (run_recorder.hpp).
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "experiment/open.hpp"
#include "parallel/thread_pool.hpp"
#include "train/trainer.hpp"

namespace nnctl::experiment {

/// Encoded rows; trainings may share them.
struct TrainingRows {
  std::shared_ptr<const data::Dataset> training;
  std::shared_ptr<const data::Dataset> validation;  ///< null: none
};
TrainingRows encode_rows(const OpenedExperiment& experiment);

class Training {
 public:
  /// Weights as they are before the first step. `starts`: false where a checkpoint is about to replace them. Keeps a
  /// reference to `pool`. Throws UserError for initial weights that cannot be had.
  Training(OpenedExperiment experiment, ThreadPool& pool, bool starts);
  /// The same with rows that another training of the same data has encoded.
  Training(OpenedExperiment experiment, TrainingRows rows, ThreadPool& pool, bool starts);

  train::Status run(train::TrainObserver& observer, const std::atomic<bool>& interrupted) {
    return trainer_->run(observer, interrupted);
  }

  const OpenedExperiment& experiment() const { return experiment_; }
  const data::Dataset& training() const { return *rows_.training; }
  const data::Dataset* validation() const { return rows_.validation.get(); }
  train::Trainer& trainer() { return *trainer_; }
  const train::Trainer& trainer() const { return *trainer_; }
  const train::TrainingOptions& options() const { return options_; }
  ThreadPool& pool() const { return pool_; }

  /// "4 weights start from FILE"; empty where all start anew.
  const std::string& initial_weights_note() const { return initial_weights_note_; }
  /// Loss and metrics of the kept model on other rows.
  train::Logs evaluate(const data::Dataset& rows) const;
  /// Training rows over the time inside the epochs, validation excluded; 0 before the first step.
  double samples_per_second() const;

 private:
  void build(bool starts);
  void load_initial_weights();

  OpenedExperiment experiment_;
  TrainingRows rows_;
  ThreadPool& pool_;
  train::TrainingOptions options_;
  std::unique_ptr<train::Trainer> trainer_;
  std::string initial_weights_note_;
};

/// "training diverged: the loss became NaN in epoch 1, step 3; ..."
std::string divergence_text(const train::Divergence& divergence);

}  // namespace nnctl::experiment
