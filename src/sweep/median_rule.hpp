// Ends trials that fall behind the median of those before them.
#pragma once

#include <vector>

#include "experiment/sweep_block.hpp"

namespace nnctl::sweep {

class MedianRule {
 public:
  /// Losses (less is better) by epoch of earlier trials; NaN where an epoch has none.
  MedianRule(const experiment::SweepPruning& config, const std::vector<std::vector<double>>& curves);

  /// Whether a trial with these losses so far, one an epoch, ends now.
  bool prunes(const std::vector<double>& losses) const;

 private:
  experiment::SweepPruning config_;
  std::vector<double> medians_;  // by epoch, of the best losses so far; NaN where too few trials have come
};

}  // namespace nnctl::sweep
