// update.hpp in plain loops, operation by operation in Keras's order.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace nnctl::kernels::reference {

template <class T>
void sgd_step(std::int64_t n, T rate, const T* g, T* w) {
  for (std::int64_t i = 0; i < n; ++i) w[i] -= rate * g[i];
}

template <class T>
void momentum_step(std::int64_t n, T rate, T momentum, bool nesterov, const T* g, T* velocity, T* w) {
  for (std::int64_t i = 0; i < n; ++i) {
    const T step = rate * g[i];
    velocity[i] = momentum * velocity[i] - step;
    w[i] += nesterov ? momentum * velocity[i] - step : velocity[i];
  }
}

/// `Constants` has alpha, one_minus_beta_1, one_minus_beta_2 and epsilon of type T.
template <class T, class Constants>
void adam_step(std::int64_t n, const Constants& step, const T* g, T* m, T* v, T* v_max, T* w) {
  for (std::int64_t i = 0; i < n; ++i) {
    m[i] += (g[i] - m[i]) * step.one_minus_beta_1;
    v[i] += (g[i] * g[i] - v[i]) * step.one_minus_beta_2;
    if (v_max != nullptr) v_max[i] = std::max(v_max[i], v[i]);
    w[i] -= m[i] * step.alpha / (std::sqrt(v_max != nullptr ? v_max[i] : v[i]) + step.epsilon);
  }
}

}  // namespace nnctl::kernels::reference
