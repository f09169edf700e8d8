#include "base/summary.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace nnctl {

Summary summary_of(std::span<const double> values) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  Summary summary{std::ssize(values), kNaN, kNaN};
  if (values.empty()) return summary;
  const auto count = static_cast<double>(values.size());
  summary.mean = std::accumulate(values.begin(), values.end(), 0.0) / count;
  if (values.size() < 2) return summary;
  double squares = 0;
  for (const double value : values) squares += (value - summary.mean) * (value - summary.mean);
  summary.std = std::sqrt(squares / (count - 1));
  return summary;
}

}  // namespace nnctl
