// The way from a config's path to everything that training needs; train, check and summary go it together.
#pragma once

#include <memory>
#include <optional>

#include "experiment/stored_model.hpp"

namespace nnctl::experiment {

struct OpenedExperiment {
  LoadedConfig loaded;
  std::shared_ptr<const data::PreparedData> data;  ///< never null; trainings on the same data may share it
  Assembly assembly;
  bool has_validation = false;
};

/// Config mistakes without data, beside the header, and beside the data, each as one UserError with all of its kind.
OpenedExperiment open_experiment(LoadedConfig loaded);
/// The same in two steps, for configs that share data: its `data` block and wants_category() and wants_labels() must be
/// those that `data` was prepared with.
std::shared_ptr<const data::PreparedData> prepare_data(const LoadedConfig& loaded);
OpenedExperiment open_experiment(LoadedConfig loaded, std::shared_ptr<const data::PreparedData> data);

/// The training rows, each with its own weight or that of its class where the config weighs them.
std::unique_ptr<data::Dataset> training_rows(const OpenedExperiment& experiment);

/// The test rows, of their own source or those that the split holds out; null without any.
std::unique_ptr<data::Dataset> test_rows(const OpenedExperiment& experiment);

/// The run's identity: what a checkpoint must share with the run that takes it up.
std::string run_identity(const OpenedExperiment& experiment);

}  // namespace nnctl::experiment
