// Optimizer updates over contiguous parameters, one fused pass each. The order of operations in float is Keras's
// (keras/src/optimizers/{sgd,adam}.py), so that long runs stay near it.
#pragma once

#include <cstdint>

#include "tensor/real.hpp"

namespace nnctl::kernels {

/// w -= rate * g
void sgd_step(std::int64_t n, Real rate, const Real* g, Real* w);
/// velocity = momentum * velocity - rate * g; w += nesterov ? momentum * velocity - rate * g : velocity
void momentum_step(std::int64_t n, Real rate, Real momentum, bool nesterov, const Real* g, Real* velocity, Real* w);

struct AdamStep {
  Real alpha;     ///< rate * sqrt(1 - beta_2^t) / (1 - beta_1^t)
  double beta_1;  ///< double, because 1 - beta_2 is taken before it is rounded to float, as Keras does
  double beta_2;
  Real epsilon;
};
/// m += (g - m)(1 - beta_1); v += (g^2 - v)(1 - beta_2); w -= m alpha / (sqrt(v) + epsilon).
/// With `v_max` (amsgrad; else null): v_max = max(v_max, v) takes v's place in the last line.
void adam_step(std::int64_t n, const AdamStep& step, const Real* g, Real* m, Real* v, Real* v_max, Real* w);

}  // namespace nnctl::kernels
