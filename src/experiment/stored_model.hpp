// A model file: weights, and in its metadata all that eval and predict need.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/prepare.hpp"
#include "experiment/assemble.hpp"

namespace nnctl::experiment {

/// What a saved model says of the epoch it is of.
struct ModelRecord {
  std::int64_t epoch = 0;  ///< from 1; 0: untrained
  train::Logs metrics;
};

/// The file's bytes. `config_text` is the resolved config with paths relative to the file's directory.
std::string serialize_model(const Assembly& assembly, const data::PreparedData& data, const std::string& config_text,
                            std::span<const Real> weights, const ModelRecord& record);

struct StoredModel {
  std::filesystem::path path;
  LoadedConfig loaded;
  Assembly assembly;
  std::shared_ptr<const data::Preprocessing> preprocessing;
  data::TargetEncoder target;
  std::string data_fingerprint;  ///< of the train source
  std::vector<Real> weights;     ///< packed
  std::int64_t epoch = 0;
  train::Logs metrics;
  bool resaved = false;  ///< sound, but another tool has written it
};

/// Throws UserError(Fault::kData) for a file that is missing, damaged, or no model.
StoredModel load_model(const std::filesystem::path& path);

/// The config as YAML with paths relative to `directory`.
std::string config_text(const ExperimentConfig& config, const std::filesystem::path& directory);

}  // namespace nnctl::experiment
