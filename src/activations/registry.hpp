// The activations there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "activations/activation.hpp"

#define NNCTL_ACTIVATIONS(X) \
  X(linear)                  \
  X(relu)                    \
  X(relu6)                   \
  X(leaky_relu)              \
  X(elu)                     \
  X(celu)                    \
  X(selu)                    \
  X(gelu)                    \
  X(silu)                    \
  X(mish)                    \
  X(sigmoid)                 \
  X(tanh)                    \
  X(softmax)                 \
  X(log_softmax)             \
  X(sparsemax)               \
  X(glu)                     \
  X(softplus)                \
  X(softsign)                \
  X(log_sigmoid)             \
  X(exponential)             \
  X(hard_sigmoid)            \
  X(hard_silu)               \
  X(hard_tanh)               \
  X(hard_shrink)             \
  X(soft_shrink)             \
  X(tanh_shrink)             \
  X(squareplus)              \
  X(sparse_plus)             \
  X(sparse_sigmoid)          \
  X(threshold)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Activation>& name##_activation();
NNCTL_ACTIVATIONS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
