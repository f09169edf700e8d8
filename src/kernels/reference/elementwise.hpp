// elementwise.hpp in plain loops over the standard library.
#pragma once

#include <cmath>
#include <cstdint>

namespace nnctl::kernels::reference {

template <class T>
void exp(std::int64_t n, const T* x, T* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = std::exp(x[i]);
}

template <class T>
void tanh(std::int64_t n, const T* x, T* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = std::tanh(x[i]);
}

template <class T>
void sigmoid(std::int64_t n, const T* x, T* y) {
  for (std::int64_t i = 0; i < n; ++i) {
    const T e = std::exp(-std::abs(x[i]));  // at most 1: neither end overflows
    y[i] = (x[i] < T(0) ? e : T(1)) / (T(1) + e);
  }
}

template <class T>
void relu(std::int64_t n, const T* x, T* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = x[i] < T(0) ? T(0) : x[i];
}

template <class T>
void relu_backward(std::int64_t n, const T* y, const T* dy, T* dx) {
  for (std::int64_t i = 0; i < n; ++i) dx[i] = y[i] > T(0) ? dy[i] : T(0);
}

template <class T>
void add(std::int64_t n, const T* x, T* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] += x[i];
}

template <class T>
void scale(std::int64_t n, T a, const T* x, T* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = a * x[i];
}

template <class T>
void unit_bytes(std::int64_t n, const std::uint8_t* x, T* y) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = static_cast<T>(x[i]) / 255;
}

}  // namespace nnctl::kernels::reference
