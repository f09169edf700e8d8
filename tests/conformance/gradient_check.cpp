#include "conformance/gradient_check.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace nnctl::conformance {

namespace {

/// dL / dvalue from steps of +-h.
double central_difference(const ScalarFunction& function, Real& value, Real h) {
  const Real middle = value;
  const Real low = middle - h;
  const Real high = middle + h;
  value = low;
  function.remember();
  value = high;
  const double change = function.change();
  value = middle;
  return change / (static_cast<double>(high) - static_cast<double>(low));
}

}  // namespace

std::string check_gradient(const ScalarFunction& function, std::span<Real> values, std::span<const Real> gradient,
                           const GradientTolerance& tolerance) {
  double largest = 0;
  for (const Real slope : gradient) {
    if (!std::isfinite(slope)) return "a gradient is not finite";
    largest = std::max(largest, std::abs(static_cast<double>(slope)));
  }
  const double allowed = tolerance.relative * std::max(largest, 1e-3);
  std::size_t passed_over = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double whole = central_difference(function, values[i], tolerance.step);
    const double half = central_difference(function, values[i], tolerance.step / 2);
    if (std::abs(whole - half) > allowed) {
      ++passed_over;
    } else if (std::abs(whole - static_cast<double>(gradient[i])) > allowed) {
      return fmt::format("gradient [{}] is {}, differences give {} (largest gradient {})", i, gradient[i], whole,
                         largest);
    }
  }
  if (static_cast<double>(passed_over) > tolerance.kinks * static_cast<double>(values.size())) {
    return fmt::format("{} of {} values lie near a kink", passed_over, values.size());
  }
  return {};
}

}  // namespace nnctl::conformance
