// Sums down columns: the columns stay in registers, the rows go by.
#pragma once

#include "kernels/simd/vector_access.hpp"
#include "kernels/table.hpp"

namespace nnctl::kernels::NNCTL_ISA {
namespace {

void sum_rows(std::int64_t terms, std::int64_t stride, std::int64_t n, const float* x, float* out) {
  constexpr int kLanes = Lanes::kLanes;
  std::int64_t i = 0;
  for (; i + 4 * kLanes <= n; i += 4 * kLanes) {
    Lanes::V s0 = Lanes::set(0);
    Lanes::V s1 = s0;
    Lanes::V s2 = s0;
    Lanes::V s3 = s0;
    const float* row = x + i;
    for (std::int64_t term = 0; term < terms; ++term, row += stride) {
      s0 = s0 + Lanes::load(row);
      s1 = s1 + Lanes::load(row + kLanes);
      s2 = s2 + Lanes::load(row + 2 * kLanes);
      s3 = s3 + Lanes::load(row + 3 * kLanes);
    }
    Lanes::store(out + i, s0);
    Lanes::store(out + i + kLanes, s1);
    Lanes::store(out + i + 2 * kLanes, s2);
    Lanes::store(out + i + 3 * kLanes, s3);
  }
  for (; i < n; i += kLanes) {
    const Lanes::Tail tail = Lanes::tail(n - i < kLanes ? n - i : kLanes);
    Lanes::V sum = Lanes::set(0);
    const float* row = x + i;
    for (std::int64_t term = 0; term < terms; ++term, row += stride) sum = sum + Lanes::load(row, tail);
    Lanes::store(out + i, sum, tail);
  }
}

/// One strip of columns of relu_backward_sums, kVectors vectors wide.
template <class Access, int kVectors>
__attribute__((always_inline)) inline void relu_backward_strip(std::int64_t rows, std::int64_t columns,
                                                               Lanes::Tail tail, const float* y, const float* dy,
                                                               float* dx, float* sums) {
  const Lanes::V zero = Lanes::set(0);
  Lanes::V sum[kVectors];
  for (int v = 0; v < kVectors; ++v) sum[v] = zero;
  for (std::int64_t row = 0; row < rows; ++row, y += columns, dy += columns, dx += columns) {
    for (int v = 0; v < kVectors; ++v) {
      const std::int64_t at = v * Lanes::kLanes;
      const Lanes::V value = Lanes::select_less(zero, Access::load(y + at, tail), Access::load(dy + at, tail), zero);
      Access::store(dx + at, value, tail);
      sum[v] = sum[v] + value;
    }
  }
  for (int v = 0; v < kVectors; ++v) Access::store(sums + v * Lanes::kLanes, sum[v], tail);
}

void relu_backward_sums(std::int64_t rows, std::int64_t columns, const float* y, const float* dy, float* dx,
                        float* sums) {
  constexpr int kLanes = Lanes::kLanes;
  const Lanes::Tail whole = Lanes::tail(0);
  std::int64_t i = 0;
  for (; i + 4 * kLanes <= columns; i += 4 * kLanes) {
    relu_backward_strip<WholeVector, 4>(rows, columns, whole, y + i, dy + i, dx + i, sums + i);
  }
  for (; i + 2 * kLanes <= columns; i += 2 * kLanes) {
    relu_backward_strip<WholeVector, 2>(rows, columns, whole, y + i, dy + i, dx + i, sums + i);
  }
  for (; i < columns; i += kLanes) {
    const Lanes::Tail tail = Lanes::tail(columns - i < kLanes ? columns - i : kLanes);
    relu_backward_strip<PartOfVector, 1>(rows, columns, tail, y + i, dy + i, dx + i, sums + i);
  }
}

bool all_finite(std::int64_t n, const float* x) {
  const Lanes::V zero = Lanes::set(0);
  Lanes::V even = zero;  // 0 x is 0 for finite x, NaN for the others, and NaN stays
  Lanes::V odd = zero;
  std::int64_t i = 0;
  for (; i + 2 * Lanes::kLanes <= n; i += 2 * Lanes::kLanes) {
    even = Lanes::multiply_add(zero, Lanes::load(x + i), even);
    odd = Lanes::multiply_add(zero, Lanes::load(x + i + Lanes::kLanes), odd);
  }
  for (; i < n; i += Lanes::kLanes) {
    const std::int64_t left = n - i < Lanes::kLanes ? n - i : Lanes::kLanes;
    even = Lanes::multiply_add(zero, Lanes::load(x + i, Lanes::tail(left)), even);
  }
  return Lanes::sum(even + odd) == 0;
}

}  // namespace
}  // namespace nnctl::kernels::NNCTL_ISA
