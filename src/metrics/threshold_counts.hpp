// Right and wrong answers of yes and no, counted: what precision, recall and their kin are made of.
// Keras 3.15.1, update_confusion_matrix_variables in keras/src/metrics/metrics_utils.py.
#pragma once

#include <optional>

#include "metrics/row_mean.hpp"

namespace nnctl {

/// State of every such metric: sums of weights over rows and columns.
struct Counts {
  double true_positives = 0;
  double false_positives = 0;
  double true_negatives = 0;
  double false_negatives = 0;
};

struct ThresholdConfig {
  std::optional<double> thresholds;
  std::optional<std::int64_t> top_k;
  std::optional<std::int64_t> class_id;
};

/// Adds every column of every row, or those of `class_id` alone. A column is a yes where it is above the threshold
/// (0.5 unless given) and, with `top_k`, one of its row's k largest; then nothing but the rank is asked by default.
void add_counts(const MetricCall& call, const ThresholdConfig& config, Counts& counts);

/// Why these columns cannot be counted so; empty when they can.
std::string counts_mismatch(const std::string& metric, const ThresholdConfig& config, std::int64_t columns,
                            TargetEncoding encoding);

/// 0 / 0 is 0.
inline double ratio(double part, double whole) { return whole == 0 ? 0 : part / whole; }

}  // namespace nnctl
