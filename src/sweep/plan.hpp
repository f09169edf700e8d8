// What a sweep is to do, checked: from a config with its `sweep` block to a space, a metric and a strategy.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "experiment/shared_data.hpp"
#include "sweep/strategy.hpp"

namespace nnctl::sweep {

struct SweepPlan {
  experiment::LoadedConfig base;  ///< with `sweep`
  std::unique_ptr<Space> space;   ///< refers to `block`
  std::unique_ptr<experiment::SweepBlock> block;
  experiment::SweepStrategy strategy = experiment::SweepStrategy::kGrid;  ///< not kAuto
  bool higher_is_better = false;                                          ///< of the metric
  std::int64_t grid_size = 0;                                             ///< 0: not a grid

  /// The metric as a loss.
  double loss(double metric) const { return higher_is_better ? -metric : metric; }
};

/// Throws UserError(kConfig) with all mistakes of the block: keys and values as --set would tell them, at their places.
/// `loaded` is kept.
SweepPlan plan_sweep(experiment::LoadedConfig loaded, experiment::SharedData& data);

/// The strategy at its beginning. Keeps references; `allowed` looks at networks through `data`.
std::unique_ptr<Strategy> begin_strategy(const SweepPlan& plan, experiment::SharedData& data);

/// What the results of a sweep follow from, as YAML: the config's own keys and the block, without what changes no
/// result (workers, budget, keep). Paths are as seen from `directory`.
std::string definition(const SweepPlan& plan, const std::filesystem::path& directory);

}  // namespace nnctl::sweep
