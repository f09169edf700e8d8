// Keeps a run directory: config.yaml, split.json and run.json from the start, checkpoints while training, models at the
// end. Every file is written whole or not at all.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "experiment/open.hpp"
#include "experiment/saved_models.hpp"
#include "train/checkpoint.hpp"

namespace nnctl::experiment {

/// What a model is compared with (analysis/baseline.hpp).
struct BaselineRecord {
  std::string name;     ///< "majority class", "mean", "linear model"
  train::Logs metrics;  ///< loss and metrics on the rows judged; of validation rows with val_
};

/// What ails a training (analysis/diagnosis.hpp).
struct Finding {
  std::string name;        ///< "learning_rate_too_large"
  std::string evidence;    ///< a sentence with figures
  std::string suggestion;  ///< one thing to do
};

/// What is found out about a training when it has ended.
struct Verdict {
  std::vector<BaselineRecord> baselines;
  std::vector<Finding> diagnosis;
};

class RunRecorder final : public train::TrainObserver {
 public:
  /// Keeps references. `fresh`: writes config.yaml and split.json.
  RunRecorder(const OpenedExperiment& experiment, std::filesystem::path directory, int threads, bool fresh);

  void on_step(const train::Trainer& trainer, const train::StepEvent& event) override;
  void on_epoch(const train::Trainer& trainer, const train::EpochEvent& event) override;

  /// Whether a checkpoint is there to go on from.
  bool has_checkpoint() const;
  void restore(train::Trainer& trainer) const;
  /// Before a run goes on from epoch `epochs_done`: what later epochs had left behind goes.
  void drop_models_after(std::int64_t epochs_done) const;

  /// Models, checkpoint and run.json as they stand when training has ended in any way.
  void finish(const train::Trainer& trainer, const Verdict& verdict);

  const std::filesystem::path& directory() const { return directory_; }
  /// Epoch (from 1) whose weights model.safetensors holds.
  static std::int64_t model_epoch(const train::Trainer& trainer);
  /// Loss and metrics of the kept model; empty before the first epoch.
  static const train::Logs& model_logs(const train::Trainer& trainer);

 private:
  void write_config();
  void write_split();
  void write_run(const train::Trainer* trainer, const Verdict& verdict);
  void write_models(const train::Trainer& trainer);
  void write_checkpoint(const train::Trainer& trainer);

  const OpenedExperiment& experiment_;
  std::filesystem::path directory_;
  int threads_;
  std::string identity_;
  std::string config_text_;
  SavedModels saved_models_;
  std::string started_;
  std::chrono::steady_clock::time_point next_checkpoint_;
  int steps_to_look_ = 0;
};

/// Bytes of memory that this process has had at most.
std::int64_t peak_memory_bytes();

}  // namespace nnctl::experiment
