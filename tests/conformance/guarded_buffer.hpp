// Memory for one tensor that shows whether somebody wrote beside it, or left a part of it unwritten.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include "tensor/real.hpp"

namespace nnctl::conformance {

class GuardedBuffer {
 public:
  /// `size` reals, all NaN, between guards that are NaN too: what is read without being written shows in the results.
  explicit GuardedBuffer(std::int64_t size)
      : values_(static_cast<std::size_t>(size) + 2 * kGuard, guard()), size_(static_cast<std::size_t>(size)) {}

  Real* data() { return values_.data() + kGuard; }
  std::span<Real> values() { return {data(), size_}; }
  /// False after a write outside.
  bool is_intact() const {
    const auto untouched = [](Real value) { return std::bit_cast<Bits>(value) == std::bit_cast<Bits>(guard()); };
    return std::all_of(values_.begin(), values_.begin() + kGuard, untouched) &&
           std::all_of(values_.end() - kGuard, values_.end(), untouched);
  }
  bool has_nan() {
    return std::ranges::any_of(values(), [](Real value) { return std::isnan(value); });
  }
  void forget() { std::ranges::fill(values(), guard()); }

 private:
  using Bits = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;
  static constexpr std::ptrdiff_t kGuard = 16;

  static Real guard() { return std::numeric_limits<Real>::quiet_NaN(); }

  std::vector<Real> values_;
  std::size_t size_;
};

}  // namespace nnctl::conformance
