// From a config file to one typed struct, with every mistake that shows without opening a data file.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "experiment/config.hpp"
#include "experiment/layer_list.hpp"
#include "schema/node.hpp"

namespace nnctl::experiment {

/// A config with its text at hand.
struct LoadedConfig {
  ExperimentConfig config;
  schema::Node root;  ///< for the places of later mistakes
};

/// Reads `path`, applies the command line's grid (config::apply_grid), --set overrides and --seed. Throws
/// UserError(Fault::kConfig) with all mistakes.
LoadedConfig load_config(const std::filesystem::path& path, std::span<const std::string> overrides,
                         std::optional<std::int64_t> seed, std::span<const std::string> grid = {});

/// `base` with values of a sweep in the places of their keys, which are paths as --set takes them; its seed, unless one
/// of them sets it, and `repeat` more. Throws UserError(Fault::kConfig) with all mistakes.
LoadedConfig load_variant(const LoadedConfig& base, std::span<const schema::Entry> values, std::int64_t repeat);

/// The same from text that a model file holds; `directory` is where its paths start.
LoadedConfig load_stored_config(const std::string& text, const std::string& name,
                                const std::filesystem::path& directory);

struct DataPlan;
/// Beside the train source's header: unknown columns, shapes for the number of features. Throws with all mistakes.
void check_against_header(const LoadedConfig& loaded, const DataPlan& plan);

/// Whether the loss or the last activation is one for classes.
bool wants_category(const ExperimentConfig& config);
/// Whether several columns of 0 and 1 are labels, of which any may hold, by the loss or the last activation.
bool wants_labels(const ExperimentConfig& config);

/// Whether the loss also takes numbers from 0 to 1, as probabilities.
bool takes_shares(const Loss& loss);

/// The name of the last layer's activation; empty for none or linear.
std::string last_activation(const std::vector<ExpandedLayer>& layers);
/// The same of the last layer that computes: flatten and reshape only pass on what it put out.
std::string output_activation(std::vector<ExpandedLayer> layers);

/// Names of values an epoch has, when the metrics are known: loss, metrics, and with val_.
std::vector<std::string> log_names(const std::vector<MetricChoice>& metrics, bool has_validation);

/// 32 hexadecimal digits of a config as it was read, before data settles what is `auto`; paths by their file names.
std::string source_fingerprint(const ExperimentConfig& config);

/// The grammar as JSON Schema and the place where misplaced keys are looked up.
const schema::AnySchema& root_schema();

}  // namespace nnctl::experiment
