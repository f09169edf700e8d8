// The gates of an LSTM: every number is read and written once a step.
#pragma once

#include "kernels/simd/elementwise.hpp"
#include "kernels/simd/vector_access.hpp"
#include "kernels/table.hpp"

namespace nnctl::kernels::NNCTL_ISA {
namespace {

/// The units from `at` on of one row, whose gates begin at `gates`.
template <class Access>
__attribute__((always_inline)) inline void lstm_lanes(const LstmStep& s, float* gates, std::int64_t at,
                                                      Lanes::Tail tail) {
  const std::int64_t U = s.units;
  const Lanes::V i = Sigmoid::of(Access::load(gates, tail));
  const Lanes::V f = Sigmoid::of(Access::load(gates + U, tail));
  const Lanes::V g = Tanh::of(Access::load(gates + 2 * U, tail));
  const Lanes::V o = Sigmoid::of(Access::load(gates + 3 * U, tail));
  const Lanes::V c = Lanes::multiply_add(f, Access::load(s.c_before + at, tail), i * g);
  const Lanes::V tanh_c = Tanh::of(c);
  Access::store(gates, i, tail);
  Access::store(gates + U, f, tail);
  Access::store(gates + 2 * U, g, tail);
  Access::store(gates + 3 * U, o, tail);
  Access::store(s.c + at, c, tail);
  Access::store(s.tanh_c + at, tanh_c, tail);
  Access::store(s.h + at, o * tanh_c, tail);
}

void lstm_step(const LstmStep& s) {
  const std::int64_t U = s.units;
  for (std::int64_t row = 0; row < s.rows; ++row) {
    float* gates = s.gates + row * 4 * U;
    std::int64_t u = 0;
    for (; u + Lanes::kLanes <= U; u += Lanes::kLanes) {
      lstm_lanes<WholeVector>(s, gates + u, row * U + u, Lanes::tail(0));
    }
    if (u < U) lstm_lanes<PartOfVector>(s, gates + u, row * U + u, Lanes::tail(U - u));
  }
}

template <class Access>
__attribute__((always_inline)) inline void lstm_back_lanes(const LstmBackStep& s, const float* gates, float* dz,
                                                           std::int64_t at, Lanes::Tail tail) {
  const std::int64_t U = s.units;
  const Lanes::V one = Lanes::set(1.0F);
  const Lanes::V i = Access::load(gates, tail);
  const Lanes::V f = Access::load(gates + U, tail);
  const Lanes::V g = Access::load(gates + 2 * U, tail);
  const Lanes::V o = Access::load(gates + 3 * U, tail);
  const Lanes::V tanh_c = Access::load(s.tanh_c + at, tail);
  const Lanes::V dh = Access::load(s.dh + at, tail);
  const Lanes::V dc = Lanes::multiply_add(dh * o, one - tanh_c * tanh_c, Access::load(s.dc + at, tail));
  Access::store(dz, dc * g * (i * (one - i)), tail);
  Access::store(dz + U, dc * Access::load(s.c_before + at, tail) * (f * (one - f)), tail);
  Access::store(dz + 2 * U, dc * i * (one - g * g), tail);
  Access::store(dz + 3 * U, dh * tanh_c * (o * (one - o)), tail);
  Access::store(s.dc + at, dc * f, tail);
}

void lstm_back_step(const LstmBackStep& s) {
  const std::int64_t U = s.units;
  for (std::int64_t row = 0; row < s.rows; ++row) {
    const float* gates = s.gates + row * 4 * U;
    float* dz = s.dz + row * 4 * U;
    std::int64_t u = 0;
    for (; u + Lanes::kLanes <= U; u += Lanes::kLanes) {
      lstm_back_lanes<WholeVector>(s, gates + u, dz + u, row * U + u, Lanes::tail(0));
    }
    if (u < U) lstm_back_lanes<PartOfVector>(s, gates + u, dz + u, row * U + u, Lanes::tail(U - u));
  }
}

}  // namespace
}  // namespace nnctl::kernels::NNCTL_ISA
