// The metrics there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "metrics/metric.hpp"

#define NNCTL_METRICS(X)         \
  X(accuracy)                    \
  X(binary_accuracy)             \
  X(categorical_accuracy)        \
  X(sparse_categorical_accuracy) \
  X(mean_squared_error)          \
  X(mean_absolute_error)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Metric>& name##_metric();
NNCTL_METRICS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
