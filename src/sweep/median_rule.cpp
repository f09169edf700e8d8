#include "sweep/median_rule.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace nnctl::sweep {

namespace {

// The best value up to each epoch.
std::vector<double> best_so_far(const std::vector<double>& losses) {
  std::vector<double> best;
  double least = std::numeric_limits<double>::infinity();
  for (const double loss : losses) {
    if (loss < least) least = loss;
    best.push_back(least);
  }
  return best;
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

}  // namespace

MedianRule::MedianRule(const experiment::SweepPruning& config, const std::vector<std::vector<double>>& curves)
    : config_(config) {
  std::vector<std::vector<double>> best;
  std::size_t longest = 0;
  for (const std::vector<double>& curve : curves) {
    best.push_back(best_so_far(curve));
    longest = std::max(longest, curve.size());
  }
  for (std::size_t epoch = 0; epoch < longest; ++epoch) {
    std::vector<double> reached;
    for (const std::vector<double>& one : best) {
      if (epoch < one.size()) reached.push_back(one[epoch]);
    }
    const bool enough = std::ssize(reached) >= config_.min_trials;
    medians_.push_back(enough ? median(std::move(reached)) : std::numeric_limits<double>::quiet_NaN());
  }
}

bool MedianRule::prunes(const std::vector<double>& losses) const {
  if (losses.empty() || std::ssize(losses) < config_.min_epochs || losses.size() > medians_.size()) return false;
  const double own = best_so_far(losses).back();
  const double others = medians_[losses.size() - 1];
  return !std::isnan(others) && own > others;
}

}  // namespace nnctl::sweep
