// The range probabilities are kept in before their logarithm.
#pragma once

#include <algorithm>
#include <cmath>

#include "tensor/real.hpp"

namespace nnctl::costs {

/// keras.config.epsilon(): probabilities are clipped to [1e-7, 1 - 1e-7] (0.99999988 in float).
constexpr double kEpsilon = 1e-7;
constexpr auto kLeastProbability = static_cast<Real>(kEpsilon);
constexpr auto kLargestProbability = static_cast<Real>(1 - kEpsilon);

inline Real clipped(Real probability) { return std::clamp(probability, kLeastProbability, kLargestProbability); }
/// Where the clip lets the gradient through.
inline bool inside_clip(Real probability) {
  return probability >= kLeastProbability && probability <= kLargestProbability;
}

/// -(y ln q + (1 - y) ln(1 - q)), q the clipped p.
inline double binary_crossentropy(Real p, Real y) {
  const Real q = clipped(p);
  const Real rest = 1 - q;  // in float: how far 1 - 1e-7 is from 1 decides the loss of a certain mistake
  return -static_cast<double>(y * std::log(q) + (1 - y) * std::log(rest));
}
inline double binary_crossentropy_slope(Real p, Real y) {
  if (!inside_clip(p)) return 0;
  return static_cast<double>((1 - y) / (1 - p) - y / p);
}

}  // namespace nnctl::costs
