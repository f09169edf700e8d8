#include "metrics/registry.hpp"

#include "metrics/common.hpp"

namespace nnctl::schema {

template <>
const Registry<Metric>& registry<Metric>() {
#define NNCTL_LIST(name) &name##_metric(),
  static const Registry<Metric> list(
      {NNCTL_METRICS(NNCTL_LIST)},
      {"precision_at_recall", "recall_at_precision", "sensitivity_at_specificity", "specificity_at_sensitivity",
       "pearson_correlation", "concordance_correlation", "crossentropy", "ce", "io_u", "binary_io_u", "mean_io_u",
       "one_hot_io_u", "one_hot_mean_io_u", "mean", "sum"},
      &MetricCommon::schema());
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
