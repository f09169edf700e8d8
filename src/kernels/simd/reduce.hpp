// Sums down columns: the columns stay in registers, the rows go by.
#pragma once

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
