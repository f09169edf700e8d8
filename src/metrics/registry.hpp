// The metrics there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "metrics/metric.hpp"

#define NNCTL_METRICS(X)               \
  X(accuracy)                          \
  X(binary_accuracy)                   \
  X(categorical_accuracy)              \
  X(sparse_categorical_accuracy)       \
  X(mean_squared_error)                \
  X(root_mean_squared_error)           \
  X(mean_absolute_error)               \
  X(mean_absolute_percentage_error)    \
  X(mean_squared_logarithmic_error)    \
  X(log_cosh_error)                    \
  X(poisson)                           \
  X(kl_divergence)                     \
  X(r2_score)                          \
  X(cosine_similarity)                 \
  X(precision)                         \
  X(recall)                            \
  X(f1_score)                          \
  X(fbeta_score)                       \
  X(auc)                               \
  X(true_positives)                    \
  X(true_negatives)                    \
  X(false_positives)                   \
  X(false_negatives)                   \
  X(top_k_categorical_accuracy)        \
  X(sparse_top_k_categorical_accuracy) \
  X(binary_crossentropy)               \
  X(categorical_crossentropy)          \
  X(sparse_categorical_crossentropy)   \
  X(hinge)                             \
  X(squared_hinge)                     \
  X(categorical_hinge)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Metric>& name##_metric();
NNCTL_METRICS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
