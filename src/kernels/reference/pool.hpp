// pool.hpp in plain loops over the standard library.
#pragma once

#include <cmath>
#include <cstdint>

namespace nnctl::kernels::reference {

template <class T, class Run>
void max_pool(const Run& run, const T* x, T* y, T* tap) {
  for (std::int64_t window = 0; window < run.windows; ++window, x += run.window_step) {
    for (std::int64_t c = 0; c < run.channels; ++c, ++y, ++tap) {
      *y = x[c];
      *tap = 0;
      for (std::int64_t t = 1; t < run.rows * run.columns; ++t) {
        const T value = x[t / run.columns * run.row_step + t % run.columns * run.channels + c];
        if (!(value > *y || std::isnan(value)) || std::isnan(*y)) continue;
        *y = value;
        *tap = static_cast<T>(t);
      }
    }
  }
}

template <class T, class Run>
void max_pool_backward(const Run& run, const T* tap, const T* dy, bool adds, T* dx) {
  for (std::int64_t window = 0; window < run.windows; ++window, dx += run.window_step) {
    for (std::int64_t c = 0; c < run.channels; ++c, ++tap, ++dy) {
      for (std::int64_t t = 0; t < run.rows * run.columns; ++t) {
        T& at = dx[t / run.columns * run.row_step + t % run.columns * run.channels + c];
        at = (adds ? at : T(0)) + (*tap == static_cast<T>(t) ? *dy : T(0));
      }
    }
  }
}

}  // namespace nnctl::kernels::reference
