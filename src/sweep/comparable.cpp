#include "sweep/comparable.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "config/override.hpp"
#include "experiment/places.hpp"

namespace nnctl::sweep {

namespace {

using experiment::ParameterSpec;
using experiment::SweepBlock;
using Steps = std::vector<std::string>;

template <std::size_t kSize>
bool is_one_of(const std::string& name, const std::array<const char*, kSize>& names) {
  return std::ranges::find(names, name) != names.end();
}

bool is_no_training(const Steps& steps) {
  return is_one_of(steps.front(), std::array{"sweep", "name", "version", "require"});
}

bool changes_rows(const Steps& steps) {
  if (steps.front() != "data") return false;
  return steps.size() == 1 || is_one_of(steps[1], std::array{"train", "validation", "test", "split", "folds"});
}

bool changes_target(const Steps& steps) {
  return steps.size() >= 2 && steps[0] == "data" && steps[1] == "target" && (steps.size() == 2 || steps[2] != "scale");
}

bool changes_loss(const Steps& steps) {
  if (steps.size() >= 2 && steps[0] == "training" && steps[1] == "loss") return true;
  return steps.size() == 3 && steps[0] == "data" && steps[1] == "target" && steps[2] == "scale";
}

}  // namespace

void check_comparable(const SweepBlock& block, const experiment::ExperimentConfig& config, const schema::Node& root,
                      schema::Reader& reader) {
  const bool by_loss = block.metric.name == "loss" || block.metric.name == "val_loss";
  for (const ParameterSpec& parameter : block.parameters.list) {
    const Steps steps = config::split_path(parameter.path());
    if (steps.empty()) continue;
    if (is_no_training(steps)) {
      reader.complain(parameter.key, fmt::format("'{}' is not a key that a training depends on", parameter.path()),
                      "sweep keys of data, model and training, or seed");
    } else if (changes_rows(steps)) {
      reader.complain(parameter.key, fmt::format("'{}' changes the rows that trials are judged on", parameter.path()),
                      "trials are ranked on the same rows; for other rows nnctl compare --cv 10 judges over folds");
    } else if (changes_target(steps)) {
      reader.complain(parameter.key, fmt::format("'{}' changes what is predicted", parameter.path()),
                      "trials are ranked on the same target: make a config for each");
    } else if (by_loss && changes_loss(steps)) {
      reader.complain(parameter.key,
                      fmt::format("'{}' changes what the loss measures, and '{}' ranks the trials", parameter.path(),
                                  block.metric.name),
                      "rank them by a metric, for example sweep.metric: val_accuracy or val_mean_absolute_error");
    } else if (block.strategy == experiment::SweepStrategy::kHyperband && parameter.path() == "training.epochs") {
      reader.complain(parameter.key, "hyperband shares out the epochs itself, and 'training.epochs' is swept",
                      "sweep other keys, or set strategy: random");
    }
  }
  if (config.data.folds) {
    reader.complain(experiment::locate(root, "data.folds"), "a sweep judges trials on validation rows, not over folds",
                    "--set data.folds=null; nnctl compare --cv 10 judges the best ones over folds");
  }
}

}  // namespace nnctl::sweep
