// A model's loss and metrics beside those of its baselines.
#pragma once

#include <string>
#include <vector>

#include "report/look.hpp"
#include "train/events.hpp"

namespace nnctl::report {

/// "model", "linear model", "majority class" or "mean", with what each reached.
struct Score {
  std::string name;
  train::Logs metrics;
};

/// A row a score, a column a metric of the first; where that is too wide, a row a metric and a column a score. "-"
/// where a score lacks a metric.
std::string scores_table(const Look& look, const std::vector<Score>& scores);

}  // namespace nnctl::report
