#include "report/sweep_noise.hpp"

#include <algorithm>
#include <cmath>

#include "analysis/comparison.hpp"

namespace nnctl::report {

std::optional<SweepNoise> sweep_noise(const sweep::SweepPlan& plan, const std::vector<sweep::TrialRecord>& trials,
                                      std::span<const std::size_t> order) {
  if (plan.block->repeats < 2) return std::nullopt;
  analysis::Comparison comparison;
  comparison.metric = plan.block->metric.name;
  comparison.larger_is_better = plan.higher_is_better;
  std::vector<std::size_t> tested;
  for (const std::size_t i : order) {
    if (tested.size() == kMostTested) break;
    if (!sweep::is_whole(trials[i]) || std::isnan(sweep::score(plan, trials[i]))) continue;
    analysis::ComparedEntry entry;
    entry.model.total_parameters = trials[i].total_parameters;
    for (const sweep::RepeatRecord& repeat : trials[i].repeats) {
      experiment::TrialResult result;
      result.outcome = repeat.outcome;
      result.metrics = repeat.metrics;
      entry.trials.push_back({repeat.seed, std::move(result)});
    }
    comparison.entries.push_back(std::move(entry));
    tested.push_back(i);
  }
  if (tested.size() < 2) return std::nullopt;
  analysis::judge(comparison);
  // Trials that share no seed, as where the seed itself is swept, are not compared
  const auto is_tested = [](const analysis::ComparedPair& pair) { return !std::isnan(pair.p); };
  if (!comparison.best || std::ranges::none_of(comparison.pairs, is_tested)) return std::nullopt;
  SweepNoise noise;
  noise.seeds = plan.block->repeats;
  noise.tested = std::ssize(tested) - 1;
  noise.pairs = std::ssize(comparison.pairs);
  for (const analysis::ComparedPair& pair : comparison.pairs) {
    if (pair.better == *comparison.best && pair.is_real()) ++noise.beaten;
  }
  noise.smallest = tested[*comparison.smallest];
  noise.best_is_smallest = comparison.smallest == comparison.best;
  return noise;
}

}  // namespace nnctl::report
