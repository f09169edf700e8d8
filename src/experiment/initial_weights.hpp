// Weights to start from: those of another run or model file, layer by layer, by name.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "experiment/declare_codec.hpp"
#include "model/plan.hpp"
#include "schema/node.hpp"

namespace nnctl::experiment {

enum class Mismatch { kError, kSkip };

/// `model.initial_weights`: a path, or a map.
struct InitialWeightsConfig {
  std::filesystem::path from;       ///< a model file, a run directory, or a directory of runs (the newest)
  std::vector<std::string> layers;  ///< names and globs of layers of the new model; empty: all
  Mismatch mismatch = Mismatch::kError;
};

struct LoadedWeights {
  std::filesystem::path file;
  std::vector<std::string> loaded;   ///< parameters, such as "hidden1/kernel"
  std::vector<std::string> skipped;  ///< parameters of chosen layers that stay as they were
};

/// Overwrites the parameters of the chosen layers in `weights`, packed as the plan has them, with those of the same
/// name. Throws UserError(kConfig) with all mistakes together, placed in the config at `root`: a glob that chooses no
/// layer, a file that cannot be read and, unless they are to be skipped, parameters that it lacks or has with another
/// shape.
LoadedWeights load_initial_weights(const InitialWeightsConfig& config, const schema::Node& root, const ModelPlan& plan,
                                   std::span<Real> weights);

}  // namespace nnctl::experiment

namespace nnctl::schema {

NNCTL_DECLARE_CODEC(experiment::InitialWeightsConfig)

template <>
struct Choices<experiment::Mismatch> {
  static const std::vector<Choice<experiment::Mismatch>>& all();
};

}  // namespace nnctl::schema
