// gates.hpp in plain loops over the standard library.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/reference/elementwise.hpp"

namespace nnctl::kernels::reference {

/// `Step` is LstmStep with pointers to T.
template <class T, class Step>
void lstm_step(const Step& s) {
  const std::int64_t U = s.units;
  for (std::int64_t row = 0; row < s.rows; ++row) {
    T* gates = s.gates + row * 4 * U;
    sigmoid(2 * U, gates, gates);
    tanh(U, gates + 2 * U, gates + 2 * U);
    sigmoid(U, gates + 3 * U, gates + 3 * U);
    for (std::int64_t u = 0; u < U; ++u) {
      const std::int64_t at = row * U + u;
      s.c[at] = gates[U + u] * s.c_before[at] + gates[u] * gates[2 * U + u];
      s.tanh_c[at] = std::tanh(s.c[at]);
      s.h[at] = gates[3 * U + u] * s.tanh_c[at];
    }
  }
}

/// `Step` is LstmBackStep with pointers to T.
template <class T, class Step>
void lstm_back_step(const Step& s) {
  const std::int64_t U = s.units;
  for (std::int64_t row = 0; row < s.rows; ++row) {
    const T* gates = s.gates + row * 4 * U;
    T* dz = s.dz + row * 4 * U;
    for (std::int64_t u = 0; u < U; ++u) {
      const std::int64_t at = row * U + u;
      const T i = gates[u];
      const T f = gates[U + u];
      const T g = gates[2 * U + u];
      const T o = gates[3 * U + u];
      const T dc = s.dc[at] + s.dh[at] * o * (1 - s.tanh_c[at] * s.tanh_c[at]);
      dz[u] = dc * g * (i * (1 - i));
      dz[U + u] = dc * s.c_before[at] * (f * (1 - f));
      dz[2 * U + u] = dc * i * (1 - g * g);
      dz[3 * U + u] = s.dh[at] * s.tanh_c[at] * (o * (1 - o));
      s.dc[at] = dc * f;
    }
  }
}

}  // namespace nnctl::kernels::reference
