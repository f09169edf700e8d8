// The initializers there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "initializers/initializer.hpp"

#define NNCTL_INITIALIZERS(X) \
  X(glorot_uniform)           \
  X(glorot_normal)            \
  X(he_uniform)               \
  X(he_normal)                \
  X(lecun_uniform)            \
  X(lecun_normal)             \
  X(zeros)                    \
  X(ones)                     \
  X(constant)                 \
  X(variance_scaling)         \
  X(random_normal)            \
  X(random_uniform)           \
  X(truncated_normal)         \
  X(orthogonal)               \
  X(identity)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Initializer>& name##_initializer();
NNCTL_INITIALIZERS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
