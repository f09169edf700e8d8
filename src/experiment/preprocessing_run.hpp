// `data.preprocessing`: the run whose statistics, categories and classes are used instead of fitting others.
#pragma once

#include <filesystem>

#include "experiment/declare_codec.hpp"

namespace nnctl::experiment {

/// A path, or a map.
struct PreprocessingRun {
  std::filesystem::path from;  ///< a model file, a run directory, a directory of runs (the newest), or a config
  bool target = true;          ///< whether classes and scale of the target are the run's too
};

}  // namespace nnctl::experiment

namespace nnctl::schema {

NNCTL_DECLARE_CODEC(experiment::PreprocessingRun)

}  // namespace nnctl::schema
