// Runs compared by what they have stored; nothing is trained.
#pragma once

#include <string>
#include <vector>

#include "analysis/comparison.hpp"

namespace nnctl::analysis {

struct StoredRuns {
  Comparison comparison;
  std::vector<std::string> notes;  ///< sentences: which run was taken, what was judged on different rows
};

struct ComparedRun {
  std::string name;    ///< short, and no other's
  std::string source;  ///< as it was asked for: a run, a directory of runs, a cross-validation, a model file
};

/// Runs of single trainings, or cross-validations. Throws a UserError for what cannot be compared.
StoredRuns compare_stored(const std::vector<ComparedRun>& runs, const std::string& metric);

}  // namespace nnctl::analysis
