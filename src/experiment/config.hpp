// The whole config as one struct. Its schema is the grammar: every key of the contract is here, those of later releases
// as such.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiment/class_weight.hpp"
#include "experiment/data_block.hpp"
#include "experiment/initial_weights.hpp"
#include "experiment/requirements.hpp"
#include "experiment/sweep_block.hpp"
#include "layers/common.hpp"
#include "layers/layer.hpp"
#include "losses/common.hpp"
#include "losses/loss.hpp"
#include "metrics/common.hpp"
#include "metrics/metric.hpp"
#include "optimizers/optimizer.hpp"
#include "schema/schema.hpp"
#include "train/best_epoch.hpp"
#include "train/model_checkpoint.hpp"
#include "train/plateau.hpp"
#include "train/validation_frequency.hpp"
#include "train/warmup.hpp"

namespace nnctl::experiment {

/// One entry of model.layers: a layer, or a block of entries to repeat.
struct LayerEntry {
  LayerCommon common;
  LayerPartConfig part;           ///< none for a block
  std::vector<LayerEntry> block;  ///< of a block
};

struct ModelBlock {
  std::vector<LayerEntry> layers;
  std::optional<InitialWeightsConfig> initial_weights;

  static const schema::Schema<ModelBlock>& schema();
};

/// A loss, or the one that fits the target and the last activation.
struct LossChoice {
  LossConfig part;  ///< none: auto
  LossCommon common;
};

/// A metric under the name it was asked for: Keras prints `mse` for mse and `mean_squared_error` for that.
struct MetricChoice {
  MetricPartConfig part;
  std::string name;
  bool weighted = false;  ///< by the rows' sample weights
};

struct MetricChoices {
  bool automatic = true;
  std::vector<MetricChoice> list;
};

enum class Baseline { kAuto, kNone };

enum class Sampling { kNone, kOversample };

struct TrainingBlock {
  LossChoice loss;
  OptimizerConfig optimizer = OptimizerConfig::named("adam");
  MetricChoices metrics;
  std::vector<MetricChoice> weighted_metrics;
  ClassWeight class_weight;
  std::int64_t epochs = 0;
  std::int64_t batch_size = 32;
  bool shuffle = true;
  std::optional<train::WarmupConfig> warmup;
  train::ValidationFrequency validation_freq;
  std::optional<train::EarlyStoppingConfig> early_stopping;
  std::optional<train::ReduceLrOnPlateauConfig> reduce_lr_on_plateau;
  std::optional<train::ModelCheckpointConfig> model_checkpoint;
  bool terminate_on_nan = true;
  Baseline baseline = Baseline::kAuto;
  Sampling sampling = Sampling::kNone;

  static const schema::Schema<TrainingBlock>& schema();
};

/// A key that names the value it watches.
struct Watch {
  std::string path;  ///< "training.early_stopping.monitor"
  std::string monitor;
};
/// Of early stopping and the other keys that have one.
std::vector<Watch> watches(const TrainingBlock& training);

/// `metrics`, then `weighted_metrics`; one of those whose name is taken gets the prefix weighted_, as in Keras.
std::vector<MetricChoice> logged_metrics(const TrainingBlock& training);

struct ExperimentConfig {
  std::int64_t version = 1;
  std::optional<std::string> name;
  std::int64_t seed = 0;
  DataBlock data;
  ModelBlock model;
  TrainingBlock training;
  std::optional<SweepBlock> sweep;
  Requirements require;

  static const schema::Schema<ExperimentConfig>& schema();
};

/// The config as a tree of what one training reads: without `sweep`.
schema::Node training_tree(const ExperimentConfig& config);

/// The config with its data paths written relative to `directory`.
ExperimentConfig with_paths_relative_to(ExperimentConfig config, const std::filesystem::path& directory);

}  // namespace nnctl::experiment
