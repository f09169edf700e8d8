// The optimizers there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "optimizers/optimizer.hpp"

#define NNCTL_OPTIMIZERS(X) \
  X(adam) X(adamw) X(sgd) X(rmsprop) X(nadam) X(adamax) X(adagrad) X(adadelta) X(lion) X(lamb) X(ftrl) X(adafactor)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Optimizer>& name##_optimizer();
NNCTL_OPTIMIZERS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
