// What `nnctl compare` shows: layers, cost and results side by side, a verdict in words, and the learning curves.
#pragma once

#include <span>
#include <string>

#include "analysis/comparison.hpp"
#include "report/json.hpp"
#include "report/line_chart.hpp"
#include "report/look.hpp"

namespace nnctl::report {

struct ComparePage {
  std::int64_t planned = 0;  ///< trainings; 0: stored runs, nothing was trained
  bool interrupted = false;
  double seconds = 0;  ///< all trainings side by side
  std::string curves;  ///< the picture's file; empty: there are no curves
  std::string run;     ///< where results lie
};

std::string compare_view(const Look& look, const analysis::Comparison& comparison, const ComparePage& page);

/// Which is better, by how much, and whether that is more than noise, in a few sentences.
std::string verdict(const analysis::Comparison& comparison);

/// The loss of validation and, dotted, of training, where all have the same; else what is decided by. Means over the
/// trainings as far as all of them go, and bands of one standard deviation.
LineChart compare_chart(const analysis::Comparison& comparison);

Json compare_document(const analysis::Comparison& comparison, const ComparePage& page);

/// "seed 42", "fold 3"; empty for a stored run.
std::string repeat_name(analysis::Repeats repeats, std::int64_t number);
/// "seed 42", "seeds 42, 43 and 45", "folds 1 to 5"; of `numbers` in rising order.
std::string repeat_names(analysis::Repeats repeats, std::span<const std::int64_t> numbers);

}  // namespace nnctl::report
