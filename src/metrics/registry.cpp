#include "metrics/registry.hpp"

#include "metrics/common.hpp"

namespace nnctl::schema {

template <>
const Registry<Metric>& registry<Metric>() {
#define NNCTL_LIST(name) &name##_metric(),
  static const Registry<Metric> list({NNCTL_METRICS(NNCTL_LIST)},
                                     {"top_k_categorical_accuracy",
                                      "sparse_top_k_categorical_accuracy",
                                      "precision",
                                      "recall",
                                      "f1_score",
                                      "fbeta_score",
                                      "f_beta_score",
                                      "auc",
                                      "true_positives",
                                      "true_negatives",
                                      "false_positives",
                                      "false_negatives",
                                      "precision_at_recall",
                                      "recall_at_precision",
                                      "sensitivity_at_specificity",
                                      "specificity_at_sensitivity",
                                      "r2_score",
                                      "cosine_similarity",
                                      "pearson_correlation",
                                      "concordance_correlation",
                                      "binary_crossentropy",
                                      "bce",
                                      "categorical_crossentropy",
                                      "sparse_categorical_crossentropy",
                                      "crossentropy",
                                      "ce",
                                      "hinge",
                                      "squared_hinge",
                                      "categorical_hinge",
                                      "io_u",
                                      "binary_io_u",
                                      "mean_io_u",
                                      "one_hot_io_u",
                                      "one_hot_mean_io_u",
                                      "mean",
                                      "sum"},
                                     &MetricCommon::schema());
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
