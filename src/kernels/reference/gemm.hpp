// Products as their definition reads: what the tuned kernels are held to.
#pragma once

#include <cstdint>

namespace nnctl::kernels::reference {

/// C (m, n) = op(A) op(B) + beta C, in the order of k; beta 0 does not read C.
template <class T>
void gemm(bool transpose_a, bool transpose_b, std::int64_t m, std::int64_t n, std::int64_t k, const T* a, const T* b,
          T beta, T* c) {
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      T sum = 0;
      for (std::int64_t p = 0; p < k; ++p) {
        sum += (transpose_a ? a[p * m + i] : a[i * k + p]) * (transpose_b ? b[j * k + p] : b[p * n + j]);
      }
      c[i * n + j] = beta == T(0) ? sum : sum + beta * c[i * n + j];
    }
  }
}

/// y (rows, columns) = relu?(y + bias), bias (columns) or null.
template <class T>
void add_bias(std::int64_t rows, std::int64_t columns, const T* bias, bool relu, T* y) {
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) {
      T& value = y[i * columns + j];
      if (bias != nullptr) value += bias[j];
      if (relu && value < T(0)) value = 0;
    }
  }
}

template <class T>
void transpose(std::int64_t rows, std::int64_t columns, const T* x, T* y) {
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = 0; j < columns; ++j) y[j * rows + i] = x[i * columns + j];
  }
}

}  // namespace nnctl::kernels::reference
