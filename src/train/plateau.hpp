// Lowers the learning rate when a value no longer improves: Keras's ReduceLROnPlateau
// (keras/src/callbacks/reduce_lr_on_plateau.py). Here it multiplies whatever the schedule says.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "train/monitor.hpp"

namespace nnctl::train {

struct ReduceLrOnPlateauConfig {
  std::string monitor = "val_loss";
  double factor = 0.1;
  std::int64_t patience = 10;
  Mode mode = Mode::kAuto;
  double min_delta = 1e-4;
  std::int64_t cooldown = 0;
  double min_lr = 0;

  static const schema::Schema<ReduceLrOnPlateauConfig>& schema();
};

/// Copyable state: a checkpoint holds it.
class Plateau {
 public:
  struct State {
    double best = std::numeric_limits<double>::quiet_NaN();
    bool has_best = false;
    std::int64_t wait = 0;
    std::int64_t cooldown = 0;  ///< epochs of it that are left
    double scale = 1;           ///< what the schedule's rate is multiplied by
  };

  Plateau(ReduceLrOnPlateauConfig config, bool higher_is_better);

  /// After an epoch whose rate, scale included, was `rate`.
  void observe(double value, double rate);

  const std::string& monitor() const { return config_.monitor; }
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  ReduceLrOnPlateauConfig config_;
  Improvement improves_;
  State state_;
};

}  // namespace nnctl::train
