#include "golden/relative_error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nnctl::golden {

double relative_error(std::span<const Real> got, std::span<const Real> expected) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (got.size() != expected.size()) return kInfinity;
  double difference = 0;
  double largest = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isfinite(expected[i])) largest = std::max(largest, std::abs(static_cast<double>(expected[i])));
    if (got[i] == expected[i] || (std::isnan(got[i]) && std::isnan(expected[i]))) continue;  // infinities too
    const double one = std::abs(static_cast<double>(got[i]) - static_cast<double>(expected[i]));
    difference = std::max(difference, std::isnan(one) ? kInfinity : one);
  }
  return largest > 0 ? difference / largest : difference;
}

}  // namespace nnctl::golden
