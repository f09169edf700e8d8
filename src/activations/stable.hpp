// Scalar functions that neither overflow nor lose their small values. For whole arrays kernels/ has faster ones.
#pragma once

#include <algorithm>
#include <cmath>

#include "tensor/real.hpp"

namespace nnctl::stable {

/// 1 / (1 + exp(-x))
inline Real sigmoid(Real x) {
  const Real e = std::exp(-std::abs(x));  // at most 1
  return (x < 0 ? e : Real{1}) / (1 + e);
}

/// log(1 + exp(x))
inline Real softplus(Real x) { return std::max(x, Real{0}) + std::log1p(std::exp(-std::abs(x))); }

}  // namespace nnctl::stable
