// Runs a test with every instruction set this processor has.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>
#include <vector>

#include <catch2/catch.hpp>

#include "kernels/dispatch.hpp"
#include "kernels/machine.hpp"
#include "tensor/real.hpp"

namespace nnctl::kernels {

/// body() once for each table; the choice is made anew afterwards.
template <class Body>
void with_each_table(Body body) {
  use_single_threaded_blas();
  for (const KernelTable* candidate : available_tables()) {
    use_table(candidate);
    CAPTURE(candidate->name);
    body();
  }
  use_table(nullptr);
}

inline std::vector<Real> random_values(std::int64_t n, unsigned seed, double low = -1, double high = 1) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> distribution(low, high);
  std::vector<Real> values(static_cast<std::size_t>(n));
  for (Real& value : values) value = static_cast<Real>(distribution(generator));
  return values;
}

inline std::vector<double> to_double(const std::vector<Real>& values) { return {values.begin(), values.end()}; }

/// max |a - b| / max(max |b|, 1); NaN unless both are finite.
inline double relative_error(const std::vector<Real>& a, const std::vector<double>& b) {
  double difference = 0;
  double largest = 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double d = std::abs(static_cast<double>(a[i]) - b[i]);
    if (!std::isfinite(d)) return d - d;
    difference = std::max(difference, d);
    largest = std::max(largest, std::abs(b[i]));
  }
  return difference / largest;
}

/// The same bits, NaNs and the sign of zero included.
inline bool same_bits(const std::vector<Real>& a, const std::vector<Real>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(Real)) == 0);
}

}  // namespace nnctl::kernels
