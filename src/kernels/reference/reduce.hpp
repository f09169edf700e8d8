// reduce.hpp in plain loops.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/reference/elementwise.hpp"

namespace nnctl::kernels::reference {

/// out (n) = x[0] + x[stride] + ... in that order, `terms` of them, for each of n. out may be x.
template <class T>
void sum_rows(std::int64_t terms, std::int64_t stride, std::int64_t n, const T* x, T* out) {
  for (std::int64_t i = 0; i < n; ++i) {
    T sum = 0;
    for (std::int64_t term = 0; term < terms; ++term) sum += x[term * stride + i];
    out[i] = sum;
  }
}

/// dx = dy where y > 0, else 0, all (rows, columns); sums (columns) down dx.
template <class T>
void relu_backward_sums(std::int64_t rows, std::int64_t columns, const T* y, const T* dy, T* dx, T* sums) {
  relu_backward(rows * columns, y, dy, dx);
  sum_rows(rows, columns, columns, dx, sums);
}

template <class T>
bool all_finite(std::int64_t n, const T* x) {
  for (std::int64_t i = 0; i < n; ++i) {
    if (!std::isfinite(x[i])) return false;
  }
  return true;
}

}  // namespace nnctl::kernels::reference
