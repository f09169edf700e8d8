// The metrics there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "metrics/metric.hpp"

#define NNCTL_METRICS(X)            \
  X(accuracy)                       \
  X(binary_accuracy)                \
  X(categorical_accuracy)           \
  X(sparse_categorical_accuracy)    \
  X(mean_squared_error)             \
  X(root_mean_squared_error)        \
  X(mean_absolute_error)            \
  X(mean_absolute_percentage_error) \
  X(mean_squared_logarithmic_error) \
  X(log_cosh_error)                 \
  X(poisson)                        \
  X(kl_divergence)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Metric>& name##_metric();
NNCTL_METRICS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
