#include "metrics/row_mean.hpp"

#include <algorithm>

namespace nnctl {

namespace {

std::int64_t argmax(std::int64_t columns, const Real* row) { return std::max_element(row, row + columns) - row; }

/// One target column for several of the prediction: the index of a class.
bool is_class_index(const MetricCall& call) {
  return call.columns > 1 && (call.encoding == TargetEncoding::kClassIndex || call.encoding == TargetEncoding::kBinary);
}

}  // namespace

std::int64_t true_class(const MetricCall& call, std::int64_t row) {
  if (is_class_index(call)) return static_cast<std::int64_t>(call.target[row]);
  return argmax(call.columns, call.target + row * call.columns);
}

std::int64_t predicted_class(const MetricCall& call, std::int64_t row) {
  return argmax(call.columns, call.prediction + row * call.columns);
}

Real target_value(const MetricCall& call, std::int64_t row, std::int64_t column) {
  if (is_class_index(call)) return static_cast<std::int64_t>(call.target[row]) == column ? Real{1} : Real{0};
  return call.target[row * call.columns + column];
}

}  // namespace nnctl
