// What a cross-validation says when it is through.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/look.hpp"
#include "report/scores.hpp"

namespace nnctl::report {

struct FoldsPage {
  std::vector<Score> folds;  ///< those that are through
  train::Logs mean;
  train::Logs std;               ///< empty with one fold
  std::vector<Score> baselines;  ///< means over the folds
  std::int64_t num_folds = 0;
  double seconds = 0;
  std::string run;
  std::string next;
};

/// The table of folds with mean, spread and baselines, a blank line, then: folds, time, run, next. Of the folds'
/// metrics it shows those of the fold itself, test_.
std::string folds_view(const Look& look, const FoldsPage& page);

}  // namespace nnctl::report
