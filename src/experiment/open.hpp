// The way from a config's path to everything that training needs; train, check and summary go it together.
#pragma once

#include <memory>
#include <optional>

#include "experiment/stored_model.hpp"

namespace nnctl::experiment {

struct OpenedExperiment {
  LoadedConfig loaded;
  data::PreparedData data;
  Assembly assembly;
  bool has_validation = false;
};

/// Config mistakes without data, beside the header, and beside the data, each as one UserError with all of its kind.
OpenedExperiment open_experiment(LoadedConfig loaded);

/// The training rows, each with its own weight or that of its class where the config weighs them.
std::unique_ptr<data::Dataset> training_rows(const OpenedExperiment& experiment);

/// The run's identity: what a checkpoint must share with the run that takes it up.
std::string run_identity(const OpenedExperiment& experiment);

}  // namespace nnctl::experiment
