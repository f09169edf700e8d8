#include "metrics/threshold_counts.hpp"

#include <limits>

namespace nnctl {

namespace {

/// Whether fewer than k columns are larger; of equal ones the first come first.
bool is_in_top(const Real* row, std::int64_t columns, std::int64_t column, std::int64_t k) {
  std::int64_t better = 0;
  for (std::int64_t c = 0; c < columns; ++c) {
    if (row[c] > row[column] || (row[c] == row[column] && c < column)) ++better;
  }
  return better < k;
}

}  // namespace

void add_counts(const MetricCall& call, const ThresholdConfig& config, Counts& counts) {
  const auto lowest = config.top_k ? std::numeric_limits<double>::lowest() : 0.5;
  const auto threshold = static_cast<Real>(config.thresholds.value_or(lowest));
  const std::int64_t first = config.class_id.value_or(0);
  const std::int64_t end = config.class_id ? first + 1 : call.columns;
  for (std::int64_t row = 0; row < call.rows; ++row) {
    const Real* values = call.prediction + row * call.columns;
    const double weight = call.weight(row);
    for (std::int64_t c = first; c < end; ++c) {
      const bool yes = values[c] > threshold && (!config.top_k || is_in_top(values, call.columns, c, *config.top_k));
      const bool truth = target_value(call, row, c) != 0;
      (truth ? (yes ? counts.true_positives : counts.false_negatives)
             : (yes ? counts.false_positives : counts.true_negatives)) += weight;
    }
  }
}

std::string counts_mismatch(const std::string& metric, const ThresholdConfig& config, std::int64_t columns,
                            TargetEncoding encoding) {
  if (encoding == TargetEncoding::kNumbers) {
    return fmt::format("{} counts classes, but the target is a number; use mean_absolute_error", metric);
  }
  if (config.class_id && *config.class_id >= columns) {
    return fmt::format("{} has class_id {}, but the output has {} column(s), counted from 0", metric, *config.class_id,
                       columns);
  }
  if (config.top_k && *config.top_k > columns) {
    return fmt::format("{} has top_k {}, but the output has {} column(s)", metric, *config.top_k, columns);
  }
  return {};
}

}  // namespace nnctl
