// runs/NAME/1, 2, ...: made once, never overwritten, found again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace nnctl::experiment {

/// Makes `output`, which must not exist, or the next free runs/NAME/N. Throws UserError(Fault::kData).
std::filesystem::path make_run_directory(const std::optional<std::string>& output, const std::string& name);

/// Where `argument` leads: a run directory, the newest run of a directory of runs, a model file, or the newest run of a
/// config. `note` says what was chosen where that is not plain.
struct FoundRun {
  std::filesystem::path directory;  ///< empty for a model file given by itself
  std::filesystem::path model;      ///< model.safetensors, which may be missing in a run under way
  std::string note;
};
/// A cross-validation has no model of its own: it is an error unless it is asked for.
FoundRun find_run(const std::string& argument, bool takes_folds = false);

/// Whether `argument` is meant as a config: a file that ends in .yaml or .yml.
bool is_config_path(const std::string& argument);

}  // namespace nnctl::experiment
