// Gradients against central differences.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "tensor/real.hpp"

namespace nnctl::conformance {

/// In float the rounding of y decides, in double the square of the step.
struct GradientTolerance {
  Real step = sizeof(Real) == 4 ? Real(1e-2) : Real(1e-6);
  double relative = sizeof(Real) == 4 ? 2e-3 : 1e-7;  ///< of max |a - b| / max |b|
  double kinks = 0.25;                                ///< share of the values that may lie near one
};

/// Compares `gradient`, of the scalar L in `values`, with differences of L; `change` is L's difference from the last
/// call of `remember`. Values near a kink, where steps of h and h / 2 disagree, are passed over. Returns what is wrong,
/// or nothing.
struct ScalarFunction {
  std::function<void()> remember;
  std::function<double()> change;
};
std::string check_gradient(const ScalarFunction& function, std::span<Real> values, std::span<const Real> gradient,
                           const GradientTolerance& tolerance = {});

}  // namespace nnctl::conformance
