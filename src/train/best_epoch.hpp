// Which epoch was best, and when to stop waiting for a better one: Keras's EarlyStopping
// (keras/src/callbacks/early_stopping.py).
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "train/monitor.hpp"

namespace nnctl::train {

struct EarlyStoppingConfig {
  std::string monitor = "val_loss";
  double min_delta = 0;
  std::int64_t patience = 0;
  Mode mode = Mode::kAuto;
  std::optional<double> baseline;
  bool restore_best_weights = true;  // Keras: false; nnctl keeps the best weights by default
  std::int64_t start_from_epoch = 0;

  static const schema::Schema<EarlyStoppingConfig>& schema();
};

/// Watches one value an epoch. Copyable state: a checkpoint holds it.
class BestEpoch {
 public:
  struct State {
    double best = std::numeric_limits<double>::quiet_NaN();  ///< of the best epoch; NaN before the first
    std::int64_t best_epoch = -1;                            ///< from 0; -1 before the first considered epoch
    std::int64_t wait = 0;                                   ///< epochs without improvement
  };

  /// `higher_is_better` settles Mode::kAuto.
  BestEpoch(EarlyStoppingConfig config, bool higher_is_better);

  struct Verdict {
    bool keep = false;  ///< this epoch's weights are the best so far
    bool stop = false;  ///< patience has run out
  };
  Verdict observe(std::int64_t epoch, double value);

  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  EarlyStoppingConfig config_;
  Improvement improves_;
  State state_;
};

}  // namespace nnctl::train
