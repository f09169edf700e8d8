// Which epochs' models are kept beside the last and the best: Keras's ModelCheckpoint
// (keras/src/callbacks/model_checkpoint.py), by epochs.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "train/monitor.hpp"

namespace nnctl::train {

/// 5 or "5 epochs".
struct EpochCount {
  std::int64_t epochs = 1;
};

struct ModelCheckpointConfig {
  EpochCount every;
  std::optional<std::int64_t> keep;
  std::string monitor = "val_loss";
  bool save_best_only = false;
  Mode mode = Mode::kAuto;
  std::optional<double> initial_value_threshold;

  static const schema::Schema<ModelCheckpointConfig>& schema();
};

/// Copyable state: a checkpoint holds it.
class ModelCheckpoint {
 public:
  struct State {
    double best = std::numeric_limits<double>::quiet_NaN();
    bool has_best = false;
  };

  ModelCheckpoint(ModelCheckpointConfig config, bool higher_is_better);

  /// Whether the model of `epoch` (from 0) is to be saved; `value` is the monitored one, or null when it was not
  /// computed in this epoch.
  bool observe(std::int64_t epoch, const double* value);

  const std::string& monitor() const { return config_.monitor; }
  const State& state() const { return state_; }
  void restore(const State& state) { state_ = state; }

 private:
  ModelCheckpointConfig config_;
  Improvement improves_;
  State state_;
};

}  // namespace nnctl::train

namespace nnctl::schema {

template <>
struct Codec<train::EpochCount> {
  static bool read(Reader& reader, const Node& node, std::string_view name, train::EpochCount& value);
  static Node write(train::EpochCount value) { return Node::integer(value.epochs); }
  static TypeInfo info();
};

}  // namespace nnctl::schema
