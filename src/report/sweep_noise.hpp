// How many of a sweep's trials the best one beats by more than the seeds' noise.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "sweep/results.hpp"

namespace nnctl::report {

struct SweepNoise {
  std::int64_t seeds = 0;    ///< trainings a trial
  std::int64_t tested = 0;   ///< trials beside the best
  std::int64_t beaten = 0;   ///< of them, worse by more than noise: analysis::judge()
  std::int64_t pairs = 0;    ///< that p is corrected for
  std::size_t smallest = 0;  ///< of `trials`: the fewest parameters among those as good as the best
  bool best_is_smallest = true;
};

/// Of the first kMostTested of `order`, which ranks `trials`. None unless every trial has several trainings and two or
/// more are scored.
std::optional<SweepNoise> sweep_noise(const sweep::SweepPlan& plan, const std::vector<sweep::TrialRecord>& trials,
                                      std::span<const std::size_t> order);

/// More than that are not tested: all pairs are, and they grow with the square.
inline constexpr std::size_t kMostTested = 100;

}  // namespace nnctl::report
