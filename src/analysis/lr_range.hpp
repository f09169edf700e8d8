// A learning-rate range test (L. Smith, "Cyclical learning rates for training neural networks", WACV 2017,
// arXiv:1506.01186, section 3.3): fresh weights are trained for some hundred steps while the rate grows exponentially,
// and the loss tells between which rates learning works.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "experiment/training.hpp"

namespace nnctl::analysis {

struct RangeOptions {
  double least = 1e-7;
  double most = 10;
  std::int64_t steps = 320;  ///< 40 a decade
};

struct RangePoint {
  double rate = 0;
  double loss = 0;      ///< of the batch after a step at this rate
  double smoothed = 0;  ///< exponential average, corrected for its beginning (Kingma and Ba, arXiv:1412.6980)
};

struct RangeTest {
  std::vector<RangePoint> points;
  bool stopped = false;  ///< the loss ran away before the last rate
  bool interrupted = false;
};

/// Trains `training`, whose weights are as before the first step. The rate is the range's alone: schedule, warmup and
/// decay have no say. Deterministic for any number of threads. `tell` hears of the steps done.
RangeTest run_range_test(experiment::Training& training, const RangeOptions& options,
                         const std::atomic<bool>& interrupted, const std::function<void(std::int64_t)>& tell);

/// What the curve says: a rate, or why there is none.
struct RangeVerdict {
  std::optional<double> suggestion;
  std::string reason;  ///< of the suggestion, or of the refusal
  std::string advice;  ///< after a refusal: what to do
  /// Of the lowest smoothed loss and of its steepest fall; places in the points.
  std::optional<std::size_t> lowest;
  std::optional<std::size_t> steepest;
};
RangeVerdict judge(const RangeTest& test, const RangeOptions& options);

}  // namespace nnctl::analysis
