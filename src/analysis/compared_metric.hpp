// By which of their metrics networks are compared.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "experiment/assemble.hpp"

namespace nnctl::analysis {

struct ComparedMetric {
  std::string name;  ///< with its prefix: "val_accuracy"
  bool larger_is_better = true;
};

/// `asked` (with the prefix or without one), or the first metric that all compute, or the loss where all have the same.
/// `prefix`: "val_", or over folds "test_", of the rows that decide. Throws UserError(Fault::kConfig) where they have
/// none in common, or not that one, or `asked` is of other rows.
ComparedMetric choose_metric(std::span<const experiment::Assembly* const> assemblies, const std::string& prefix,
                             const std::string& asked);

/// Whether their losses are the same function of the same numbers.
bool same_loss(std::span<const experiment::Assembly* const> assemblies);

}  // namespace nnctl::analysis
