// Optimizer updates. Written with * and + and no multiply_add: every rounding is where Keras has it, so that all
// instruction sets give the bits of the plain loops.
#pragma once

#include "kernels/table.hpp"

namespace nnctl::kernels::NNCTL_ISA {
namespace {

/// Vectors that are whole, and the one that is not, behind one pair of names.
struct Whole {
  NNCTL_INLINE Lanes::V load(const float* p, Lanes::Tail) { return Lanes::load(p); }
  NNCTL_INLINE void store(float* p, Lanes::V v, Lanes::Tail) { Lanes::store(p, v); }
};
struct Partial {
  NNCTL_INLINE Lanes::V load(const float* p, Lanes::Tail tail) { return Lanes::load(p, tail); }
  NNCTL_INLINE void store(float* p, Lanes::V v, Lanes::Tail tail) { Lanes::store(p, v, tail); }
};

/// Asks for the cache line `kAhead` values on as one to write to. Other cores have read the weights since the last
/// step, and may have written the optimizer's arrays: each line must be taken from them, which this overlaps.
NNCTL_INLINE void will_write(const float* p) {
  constexpr int kAhead = 256;
  __builtin_prefetch(p + kAhead, 1);
}

/// step.run<Whole or Partial>(i, tail) for every vector of n values.
template <class Step>
__attribute__((always_inline)) inline void for_each_vector(std::int64_t n, const Step& step) {
  std::int64_t i = 0;
  for (; i + Lanes::kLanes <= n; i += Lanes::kLanes) step.template run<Whole>(i, Lanes::tail(0));
  if (i < n) step.template run<Partial>(i, Lanes::tail(n - i));
}

struct Sgd {
  Lanes::V rate;
  const float* g;
  float* w;
  template <class Access>
  __attribute__((always_inline)) void run(std::int64_t i, Lanes::Tail tail) const {
    will_write(w + i);
    Access::store(w + i, Access::load(w + i, tail) - rate * Access::load(g + i, tail), tail);
  }
};

struct Momentum {
  Lanes::V rate;
  Lanes::V momentum;
  bool nesterov;
  const float* g;
  float* velocity;
  float* w;
  template <class Access>
  __attribute__((always_inline)) void run(std::int64_t i, Lanes::Tail tail) const {
    const Lanes::V step = rate * Access::load(g + i, tail);
    const Lanes::V next = momentum * Access::load(velocity + i, tail) - step;
    Access::store(velocity + i, next, tail);
    const Lanes::V change = nesterov ? momentum * next - step : next;
    Access::store(w + i, Access::load(w + i, tail) + change, tail);
  }
};

struct Adam {
  Lanes::V alpha;
  Lanes::V one_minus_beta_1;
  Lanes::V one_minus_beta_2;
  Lanes::V epsilon;
  const float* g;
  float* m;
  float* v;
  float* v_max;
  float* w;
  template <class Access>
  __attribute__((always_inline)) void run(std::int64_t i, Lanes::Tail tail) const {
    const Lanes::V gradient = Access::load(g + i, tail);
    will_write(w + i);
    will_write(m + i);
    will_write(v + i);
    const Lanes::V old_m = Access::load(m + i, tail);
    const Lanes::V old_v = Access::load(v + i, tail);
    const Lanes::V new_m = old_m + (gradient - old_m) * one_minus_beta_1;
    Lanes::V new_v = old_v + (gradient * gradient - old_v) * one_minus_beta_2;
    Access::store(m + i, new_m, tail);
    Access::store(v + i, new_v, tail);
    if (v_max != nullptr) {
      new_v = Lanes::max(new_v, Access::load(v_max + i, tail));
      Access::store(v_max + i, new_v, tail);
    }
    const Lanes::V change = new_m * alpha / (Lanes::sqrt(new_v) + epsilon);
    Access::store(w + i, Access::load(w + i, tail) - change, tail);
  }
};

void sgd_step(std::int64_t n, float rate, const float* g, float* w) { for_each_vector(n, Sgd{Lanes::set(rate), g, w}); }

void momentum_step(std::int64_t n, float rate, float momentum, bool nesterov, const float* g, float* velocity,
                   float* w) {
  for_each_vector(n, Momentum{Lanes::set(rate), Lanes::set(momentum), nesterov, g, velocity, w});
}

void adam_step(std::int64_t n, const AdamConstants& step, const float* g, float* m, float* v, float* v_max, float* w) {
  for_each_vector(n, Adam{Lanes::set(step.alpha), Lanes::set(step.one_minus_beta_1), Lanes::set(step.one_minus_beta_2),
                          Lanes::set(step.epsilon), g, m, v, v_max, w});
}

}  // namespace
}  // namespace nnctl::kernels::NNCTL_ISA
