// How each class fares: counts of true against predicted classes and what follows from them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tensor/real.hpp"

namespace nnctl::analysis {

struct ClassScore {
  double precision = 0;  ///< NaN when the class is never predicted
  double recall = 0;     ///< NaN when it never occurs
  double f1 = 0;         ///< NaN when it neither occurs nor is predicted
  std::int64_t support = 0;
};

/// Rows true, columns predicted.
using ConfusionMatrix = std::vector<std::vector<std::int64_t>>;

/// The class that each row of `predictions` (rows, columns) tells: the greatest column, the lowest index at a tie; with
/// one column `positive` above the boundary, else the other of the two.
std::vector<std::int32_t> predicted_classes(std::span<const Real> predictions, std::int64_t columns, int positive,
                                            double boundary = 0.5);

ConfusionMatrix confusion_matrix(std::span<const std::int32_t> truth, std::span<const std::int32_t> predicted,
                                 int num_classes);
std::vector<ClassScore> class_scores(const ConfusionMatrix& matrix);

/// Of labels that do not exclude each other: `truth` holds 0 and 1, as `predictions` (rows, labels); a value above the
/// boundary tells the label.
std::vector<ClassScore> label_scores(std::span<const Real> truth, std::span<const Real> predictions,
                                     std::int64_t labels, double boundary);

/// Averages over the classes, in this order: "micro" of all rows together, "macro" the plain mean, "weighted" by
/// support. A score that is not defined counts as 0.
std::vector<std::pair<std::string, ClassScore>> class_averages(const ConfusionMatrix& matrix);

}  // namespace nnctl::analysis
