#include "metrics/common.hpp"

namespace nnctl {

const schema::Schema<MetricCommon>& MetricCommon::schema() {
  static const auto schema = schema::Schema<MetricCommon>("metric", "Keys of every metric.")
                                 .field("name", &MetricCommon::name,
                                        "What the metric is printed, logged and monitored as; null: its type as it is "
                                        "written, but '{type: AUC}' is auc, as Keras has it.")
                                 .later("dtype", "Precision of the computation.");
  return schema;
}

}  // namespace nnctl
