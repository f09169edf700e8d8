// softmax.hpp in plain loops.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace nnctl::kernels::reference {

template <class T>
void softmax(std::int64_t rows, std::int64_t columns, const T* x, T* y) {
  if (columns == 0) return;
  for (std::int64_t i = 0; i < rows; ++i, x += columns, y += columns) {
    const T largest = *std::max_element(x, x + columns);
    T sum = 0;
    for (std::int64_t j = 0; j < columns; ++j) sum += y[j] = std::exp(x[j] - largest);
    for (std::int64_t j = 0; j < columns; ++j) y[j] /= sum;
  }
}

template <class T>
void log_softmax(std::int64_t rows, std::int64_t columns, const T* x, T* y) {
  if (columns == 0) return;
  for (std::int64_t i = 0; i < rows; ++i, x += columns, y += columns) {
    const T largest = *std::max_element(x, x + columns);
    T sum = 0;
    for (std::int64_t j = 0; j < columns; ++j) sum += std::exp(x[j] - largest);
    const T log_sum = std::log(sum);
    for (std::int64_t j = 0; j < columns; ++j) y[j] = (x[j] - largest) - log_sum;
  }
}

template <class T>
void softmax_backward(std::int64_t rows, std::int64_t columns, const T* y, const T* dy, T* dx) {
  for (std::int64_t i = 0; i < rows; ++i, y += columns, dy += columns, dx += columns) {
    T dot = 0;
    for (std::int64_t j = 0; j < columns; ++j) dot += dy[j] * y[j];
    for (std::int64_t j = 0; j < columns; ++j) dx[j] = y[j] * (dy[j] - dot);
  }
}

}  // namespace nnctl::kernels::reference
