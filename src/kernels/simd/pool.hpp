// Maxima of windows, as many channels at a time as there are lanes.
#pragma once

#include "kernels/simd/vector_access.hpp"
#include "kernels/table.hpp"

namespace nnctl::kernels::NNCTL_ISA {
namespace {

template <class Access>
__attribute__((always_inline)) inline void max_pool_vector(const PoolRun& run, Lanes::Tail tail, const float* x,
                                                           float* y, float* tap) {
  Lanes::V best = Access::load(x, tail);
  Lanes::V winner = Lanes::set(0);
  Lanes::V index = Lanes::set(0);
  for (std::int64_t row = 0; row < run.rows; ++row) {
    const float* p = x + row * run.row_step;
    for (std::int64_t column = 0; column < run.columns; ++column, p += run.channels) {
      const Lanes::V value = Access::load(p, tail);
      winner = Lanes::select_above(value, best, index, winner);
      best = Lanes::select_above(value, best, value, best);
      index = index + Lanes::set(1);
    }
  }
  Access::store(y, best, tail);
  Access::store(tap, winner, tail);
}

void max_pool(const PoolRun& run, const float* x, float* y, float* tap) {
  for (std::int64_t window = 0; window < run.windows; ++window) {
    const float* from = x + window * run.window_step;
    std::int64_t c = 0;
    for (; c + Lanes::kLanes <= run.channels; c += Lanes::kLanes) {
      max_pool_vector<WholeVector>(run, Lanes::tail(Lanes::kLanes), from + c, y + c, tap + c);
    }
    if (c < run.channels) {
      max_pool_vector<PartOfVector>(run, Lanes::tail(run.channels - c), from + c, y + c, tap + c);
    }
    y += run.channels;
    tap += run.channels;
  }
}

template <class Access>
__attribute__((always_inline)) inline void unpool_vector(const PoolRun& run, Lanes::Tail tail, const float* tap,
                                                         const float* dy, bool adds, float* dx) {
  const Lanes::V winner = Access::load(tap, tail);
  const Lanes::V gradient = Access::load(dy, tail);
  const Lanes::V zero = Lanes::set(0);
  const Lanes::V half = Lanes::set(0.5F);
  Lanes::V index = zero;
  for (std::int64_t row = 0; row < run.rows; ++row) {
    float* p = dx + row * run.row_step;
    for (std::int64_t column = 0; column < run.columns; ++column, p += run.channels) {
      Lanes::V value = Lanes::select_less(Lanes::abs(winner - index), half, gradient, zero);
      if (adds) value = value + Access::load(p, tail);
      Access::store(p, value, tail);
      index = index + Lanes::set(1);
    }
  }
}

void max_pool_backward(const PoolRun& run, const float* tap, const float* dy, bool adds, float* dx) {
  for (std::int64_t window = 0; window < run.windows; ++window) {
    float* to = dx + window * run.window_step;
    std::int64_t c = 0;
    for (; c + Lanes::kLanes <= run.channels; c += Lanes::kLanes) {
      unpool_vector<WholeVector>(run, Lanes::tail(Lanes::kLanes), tap + c, dy + c, adds, to + c);
    }
    if (c < run.channels) {
      unpool_vector<PartOfVector>(run, Lanes::tail(run.channels - c), tap + c, dy + c, adds, to + c);
    }
    tap += run.channels;
    dy += run.channels;
  }
}

}  // namespace
}  // namespace nnctl::kernels::NNCTL_ISA
