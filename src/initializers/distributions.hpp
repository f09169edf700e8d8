// What the random initializers share: how elements are drawn, and the keys that all of them have.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

#include "base/rng.hpp"
#include "schema/schema.hpp"
#include "tensor/real.hpp"

namespace nnctl {

/// Of a standard normal cut at +-2.
inline constexpr double kTruncatedDeviation = 0.87962566103423978;

/// A standard normal redrawn until it lies within two deviations.
inline double truncated_normal(const RandomStream& random, std::uint64_t element) {
  double normal = random.normal(0, element);
  for (std::uint64_t redraw = 1; std::abs(normal) > 2; ++redraw) normal = random.normal(redraw, element);
  return normal;
}

/// values[i] = draw(i)
template <class Draw>
void fill_elements(std::span<Real> values, Draw draw) {
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<Real>(draw(i));
}

template <class Config>
schema::Schema<Config> with_random_keys(schema::Schema<Config> schema) {
  return schema.later("seed", "A random stream of the initializer's own.");
}

}  // namespace nnctl
