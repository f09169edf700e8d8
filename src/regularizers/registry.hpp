// The regularizers there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "regularizers/regularizer.hpp"

#define NNCTL_REGULARIZERS(X) X(l1) X(l2) X(l1l2) X(orthogonal_regularizer)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Regularizer>& name##_regularizer();
NNCTL_REGULARIZERS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
