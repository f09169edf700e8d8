// Reproducible initial weights for models too large to store: the same numbers as cases/trajectories.py makes.
#pragma once

#include <cmath>
#include <cstdint>
#include <span>

#include "tensor/real.hpp"
#include "tensor/shape.hpp"

namespace nnctl::golden {

/// In [-1, 1), from the place and the seed alone. The rounds and their factors are those of the 32-bit mixing function
/// that C. Wellons's hash-prospector found (github.com/skeeto/hash-prospector).
inline double hash_uniform(std::uint32_t place, std::uint32_t seed) {
  std::uint32_t z = place + 1 + seed * 0x9E3779B9U;
  z = (z ^ (z >> 16)) * 0x21F0AAADU;
  z = (z ^ (z >> 15)) * 0x735A2D97U;
  z ^= z >> 15;
  return static_cast<double>(z >> 8) * 0x1p-23 - 1;
}

/// Fills a weight of two or more axes, within Glorot's bound; leaves others alone.
inline void fill_hashed(const Shape& shape, std::uint32_t seed, std::span<Real> values) {
  if (shape.rank() < 2) return;
  const std::int64_t receptive = shape.num_elements() / (shape[-2] * shape[-1]);
  const double limit = std::sqrt(6.0 / static_cast<double>(receptive * (shape[-2] + shape[-1])));
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<Real>(limit * hash_uniform(static_cast<std::uint32_t>(i), seed));
  }
}

}  // namespace nnctl::golden
