#include "analysis/student_t.hpp"

#include <cmath>
#include <limits>

namespace nnctl::analysis {

namespace {

constexpr double kTiny = 1e-300;  // in the place of 0 in a denominator
constexpr double kPrecise = 1e-15;
constexpr int kMostTerms = 10000;  // far more than are ever needed where x is below (a + 1) / (a + b + 2)

double away_from_zero(double value) { return std::abs(value) < kTiny ? kTiny : value; }

// The fraction 1 / (1 + d_1 / (1 + d_2 / (1 + ...))) by Lentz's algorithm, as modified by Thompson and Barnett
// (J. Comput. Phys. 64, 1986).
double fraction(double a, double b, double x) {
  double c = 1;
  double d = 1 / away_from_zero(1 - (a + b) * x / (a + 1));
  double value = d;
  for (int m = 1; m < kMostTerms; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away_from_zero(1 + even * d);
    c = away_from_zero(1 + even / c);
    value *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away_from_zero(1 + odd * d);
    c = away_from_zero(1 + odd / c);
    value *= d * c;
    if (std::abs(d * c - 1) < kPrecise) break;
  }
  return value;
}

// std::lgamma writes to a global sign; all arguments here are positive.
double log_gamma(double value) {
  int sign = 0;
  return ::lgamma_r(value, &sign);
}

}  // namespace

double incomplete_beta(double a, double b, double x) {
  if (!(x > 0)) return std::isnan(x) ? x : 0;
  if (x >= 1) return 1;
  const double front = std::exp(log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * std::log(x) + b * std::log1p(-x));
  // It converges fast on one side of the mean only.
  if (x < (a + 1) / (a + b + 2)) return front * fraction(a, b, x) / a;
  return 1 - front * fraction(b, a, 1 - x) / b;
}

double two_sided_p(double t, double degrees) {
  if (std::isnan(t)) return t;
  if (std::isinf(t)) return 0;
  return incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t));
}

double two_sided_quantile(double p, double degrees) {
  double low = 0;
  double high = 1;
  while (two_sided_p(high, degrees) > p && std::isfinite(high)) high *= 2;
  // Halving until the two are neighbours: p falls with t.
  for (double middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    (two_sided_p(middle, degrees) > p ? low : high) = middle;
  }
  return high;
}

}  // namespace nnctl::analysis
