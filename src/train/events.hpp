// What training tells whoever listens. It knows no terminal and no file.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace nnctl::train {

/// Values by name, in the order they are shown: loss, metrics, then the same with val_.
using Logs = std::vector<std::pair<std::string, double>>;

/// The value of `name`, or null.
inline const double* find_log(const Logs& logs, const std::string& name) {
  for (const auto& [key, value] : logs) {
    if (key == name) return &value;
  }
  return nullptr;
}

struct StepEvent {
  std::int64_t epoch = 0;  ///< from 0
  std::int64_t step = 0;   ///< steps of this epoch that are done
  std::int64_t steps = 0;  ///< of an epoch
  double loss = 0;         ///< of this batch, before its update
};

struct EpochEvent {
  std::int64_t epoch = 0;  ///< from 0
  Logs logs;
  /// Values that other epochs have and this one has not, after those of `logs`: it was not validated.
  std::vector<std::string> skipped;
  double learning_rate = 0;  ///< of the epoch's last step, with warmup and plateaus
  double seconds = 0;        ///< training and validation
  double training_seconds = 0;
  bool best = false;        ///< the best so far by the monitored value
  bool save_model = false;  ///< by model_checkpoint
};

class Trainer;

class TrainObserver {
 public:
  virtual ~TrainObserver() = default;
  /// After each step; the trainer's state is whole, so a checkpoint may be taken.
  virtual void on_step(const Trainer&, const StepEvent&) {}
  /// After each epoch with its validation.
  virtual void on_epoch(const Trainer&, const EpochEvent&) {}
};

}  // namespace nnctl::train
