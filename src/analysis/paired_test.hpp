// Whether two things that were measured under the same conditions, pair by pair, differ by more than noise.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace nnctl::analysis {

struct PairedTest {
  std::int64_t pairs = 0;
  double difference = 0;  ///< the mean of a - b; NaN without pairs
  double t = 0;           ///< NaN below two pairs
  double p = 1;           ///< two-sided; NaN below two pairs
  double low = 0;         ///< of the difference's 95 % confidence interval
  double high = 0;
};

/// Student's t-test of the differences a[i] - b[i]. Differences that are all the same have no spread to be noise of:
/// p is 0, or 1 where they are 0.
///
/// `overlap` is 0 for independent pairs. Folds are not: their trainings share rows, and the plain test finds
/// differences too often. With `overlap` = rows scored / rows trained on, the variance is multiplied by
/// (1 / pairs + overlap) instead of 1 / pairs: Nadeau and Bengio, "Inference for the Generalization Error", Machine
/// Learning 52 (2003), section 3.
PairedTest paired_t_test(std::span<const double> a, std::span<const double> b, double overlap = 0);

/// Of several tests' p, each as it is when all of them are looked at (S. Holm, "A Simple Sequentially Rejective
/// Multiple Test Procedure", Scand. J. Statist. 6, 1979). NaN stays and is not counted.
std::vector<double> holm(std::span<const double> p);

}  // namespace nnctl::analysis
