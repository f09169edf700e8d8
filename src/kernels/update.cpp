#include "kernels/update.hpp"

#include "kernels/dispatch.hpp"

namespace nnctl::kernels {

void sgd_step(std::int64_t n, Real rate, const Real* g, Real* w) { table().sgd_step(n, rate, g, w); }

void momentum_step(std::int64_t n, Real rate, Real momentum, bool nesterov, const Real* g, Real* velocity, Real* w) {
  table().momentum_step(n, rate, momentum, nesterov, g, velocity, w);
}

void adam_step(std::int64_t n, const AdamStep& step, const Real* g, Real* m, Real* v, Real* v_max, Real* w) {
  // Keras subtracts in double and rounds then: 1 - 0.999 in float would be off by 1.3e-5.
  const AdamConstants constants{.alpha = step.alpha,
                                .one_minus_beta_1 = static_cast<Real>(1.0 - step.beta_1),
                                .one_minus_beta_2 = static_cast<Real>(1.0 - step.beta_2),
                                .epsilon = step.epsilon};
  table().adam_step(n, constants, g, m, v, v_max, w);
}

}  // namespace nnctl::kernels
