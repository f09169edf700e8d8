// What a sweep says when it has ended: trials by rank, the effect of each key, the winner.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/look.hpp"
#include "sweep/results.hpp"

namespace nnctl::report {

struct SweepPage {
  std::string title;   ///< "genre: 9 trials, grid, val_accuracy"
  std::string metric;  ///< "val_accuracy"
  std::vector<std::string> parameters;
  struct Row {
    std::int64_t trial = 0;
    std::vector<std::string> values;  ///< one a parameter
    double score = 0;                 ///< NaN: none
    double std = 0;                   ///< NaN: one repeat
    std::int64_t total_parameters = 0;
    std::int64_t fewest_epochs = 0;  ///< of its trainings
    std::int64_t most_epochs = 0;
    bool is_pruned = false;
    std::string reason;  ///< of a row without a score
  };
  std::vector<Row> rows;  ///< ranked
  std::vector<sweep::Effect> effects;
  std::vector<std::pair<std::string, std::string>> lines;  ///< best, test, time, run, next, ...
};

/// The ten best rows with what the others were, effects side by side with their values, labelled lines.
std::string sweep_view(const Look& look, const SweepPage& page);

}  // namespace nnctl::report
