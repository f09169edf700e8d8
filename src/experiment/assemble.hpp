// A config and the data it met, as the objects that train and judge.
#pragma once

#include <memory>

#include "data/preprocessing.hpp"
#include "data/target_encoder.hpp"
#include "experiment/load.hpp"
#include "train/trainer.hpp"

namespace nnctl::experiment {

struct Assembly {
  /// A layer 'column_embedding' where columns of the data are embedded; it is no part of the config.
  std::vector<LayerSpec> unlisted_layers;
  ExperimentConfig config;  ///< resolved: `auto` settled, layers written out and named
  std::unique_ptr<ModelPlan> plan;
  std::unique_ptr<train::Objective> objective;
  std::unique_ptr<Optimizer> optimizer;
  TargetEncoding encoding = TargetEncoding::kNumbers;
};

/// Throws UserError(Fault::kConfig), with places in the config, for what does not fit the target.
Assembly assemble(const LoadedConfig& loaded, const data::Preprocessing& preprocessing,
                  const data::TargetEncoder& target, bool has_validation);

/// The metrics of both lists, under the names they are logged as.
std::vector<train::NamedMetric> make_metrics(const TrainingBlock& training);

train::TrainingOptions training_options(const ExperimentConfig& config, bool has_validation);

/// 32 hexadecimal digits of what decides a run's bits, wherever its files lie: the resolved config without name, paths
/// and, unless a learning rate follows from it, number of epochs.
std::string config_fingerprint(const ExperimentConfig& resolved);

}  // namespace nnctl::experiment
