#include "analysis/paired_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/student_t.hpp"
#include "base/assert.hpp"
#include "base/summary.hpp"

namespace nnctl::analysis {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kLevel = 0.05;      // of the confidence interval: 95 %
constexpr double kRounding = 1e-12;  // relative: a spread below it is that of the arithmetic

}  // namespace

PairedTest paired_t_test(std::span<const double> a, std::span<const double> b, double overlap) {
  NNCTL_ASSERT(a.size() == b.size(), "a paired test is of pairs");
  std::vector<double> differences;
  double size = 0;  // of the values, to tell rounding from spread
  for (std::size_t i = 0; i < a.size(); ++i) {
    differences.push_back(a[i] - b[i]);
    size = std::max({size, std::abs(a[i]), std::abs(b[i])});
  }
  const Summary summary = summary_of(differences);
  PairedTest test{summary.count, summary.mean, kNaN, kNaN, kNaN, kNaN};
  if (summary.count < 2) return test;
  const auto count = static_cast<double>(summary.count);
  const double error = summary.std * std::sqrt(1 / count + overlap);
  if (summary.std <= kRounding * size) {
    const bool none = std::abs(summary.mean) <= kRounding * size;
    test.t = none ? 0 : std::copysign(std::numeric_limits<double>::infinity(), summary.mean);
    test.p = none ? 1 : 0;
    test.low = test.high = summary.mean;
    return test;
  }
  test.t = summary.mean / error;
  test.p = two_sided_p(test.t, count - 1);
  const double reach = two_sided_quantile(kLevel, count - 1) * error;
  test.low = summary.mean - reach;
  test.high = summary.mean + reach;
  return test;
}

std::vector<double> holm(std::span<const double> p) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i) {
    if (!std::isnan(p[i])) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
  std::vector<double> adjusted(p.begin(), p.end());
  double least = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    least = std::max(least, std::min(1.0, static_cast<double>(order.size() - rank) * p[order[rank]]));
    adjusted[order[rank]] = least;
  }
  return adjusted;
}

}  // namespace nnctl::analysis
