// The losses there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "losses/loss.hpp"

#define NNCTL_LOSSES(X)              \
  X(sparse_categorical_crossentropy) \
  X(categorical_crossentropy)        \
  X(binary_crossentropy)             \
  X(mean_squared_error)              \
  X(mean_absolute_error)             \
  X(mean_absolute_percentage_error)  \
  X(mean_squared_logarithmic_error)  \
  X(huber)                           \
  X(log_cosh)                        \
  X(poisson)                         \
  X(kl_divergence)                   \
  X(cosine_similarity)               \
  X(hinge)                           \
  X(squared_hinge)                   \
  X(categorical_hinge)               \
  X(binary_focal_crossentropy)       \
  X(categorical_focal_crossentropy)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Loss>& name##_loss();
NNCTL_LOSSES(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
