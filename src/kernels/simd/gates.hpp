// The gates of an LSTM: every number is read and written once a step.
#pragma once

#include "kernels/simd/elementwise.hpp"
#include "kernels/table.hpp"

namespace nnctl::kernels::NNCTL_ISA {
namespace {

/// A vector in memory: whole, or the first few lanes.
struct WholeVector {
  NNCTL_INLINE Lanes::V load(const float* p, Lanes::Tail) { return Lanes::load(p); }
  NNCTL_INLINE void store(float* p, Lanes::V v, Lanes::Tail) { Lanes::store(p, v); }
};
struct PartOfVector {
  NNCTL_INLINE Lanes::V load(const float* p, Lanes::Tail tail) { return Lanes::load(p, tail); }
  NNCTL_INLINE void store(float* p, Lanes::V v, Lanes::Tail tail) { Lanes::store(p, v, tail); }
};

/// The units from `at` on of one row, whose gates begin at `gates`.
template <class Memory>
__attribute__((always_inline)) inline void lstm_lanes(const LstmStep& s, float* gates, std::int64_t at,
                                                      Lanes::Tail tail) {
  const std::int64_t U = s.units;
  const Lanes::V i = Sigmoid::of(Memory::load(gates, tail));
  const Lanes::V f = Sigmoid::of(Memory::load(gates + U, tail));
  const Lanes::V g = Tanh::of(Memory::load(gates + 2 * U, tail));
  const Lanes::V o = Sigmoid::of(Memory::load(gates + 3 * U, tail));
  const Lanes::V c = Lanes::multiply_add(f, Memory::load(s.c_before + at, tail), i * g);
  const Lanes::V tanh_c = Tanh::of(c);
  Memory::store(gates, i, tail);
  Memory::store(gates + U, f, tail);
  Memory::store(gates + 2 * U, g, tail);
  Memory::store(gates + 3 * U, o, tail);
  Memory::store(s.c + at, c, tail);
  Memory::store(s.tanh_c + at, tanh_c, tail);
  Memory::store(s.h + at, o * tanh_c, tail);
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

template <class Memory>
__attribute__((always_inline)) inline void lstm_back_lanes(const LstmBackStep& s, const float* gates, float* dz,
                                                           std::int64_t at, Lanes::Tail tail) {
  const std::int64_t U = s.units;
  const Lanes::V one = Lanes::set(1.0F);
  const Lanes::V i = Memory::load(gates, tail);
  const Lanes::V f = Memory::load(gates + U, tail);
  const Lanes::V g = Memory::load(gates + 2 * U, tail);
  const Lanes::V o = Memory::load(gates + 3 * U, tail);
  const Lanes::V tanh_c = Memory::load(s.tanh_c + at, tail);
  const Lanes::V dh = Memory::load(s.dh + at, tail);
  const Lanes::V dc = Lanes::multiply_add(dh * o, one - tanh_c * tanh_c, Memory::load(s.dc + at, tail));
  Memory::store(dz, dc * g * (i * (one - i)), tail);
  Memory::store(dz + U, dc * Memory::load(s.c_before + at, tail) * (f * (one - f)), tail);
  Memory::store(dz + 2 * U, dc * i * (one - g * g), tail);
  Memory::store(dz + 3 * U, dh * tanh_c * (o * (one - o)), tail);
  Memory::store(s.dc + at, dc * f, tail);
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
