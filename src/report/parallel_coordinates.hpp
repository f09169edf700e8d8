// Many trials over several parameters: an axis a parameter, the score's last, a line a trial, the best ones in front.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace nnctl::report {

struct ParallelAxis {
  std::string name;
  std::vector<std::string> labels;  ///< of choices: values are their indices; empty for numbers
  bool log = false;
};

struct ParallelRow {
  std::vector<double> values;  ///< one an axis; NaN: the trial does not have the parameter
  double score = 0;            ///< not finite: the trial failed
};

struct ParallelCoordinates {
  std::string title;
  std::string subtitle;  ///< a line in small letters; may be empty
  std::vector<ParallelAxis> axes;
  std::string score_label;
  bool larger_is_better = true;  ///< the better end of the score's axis is the upper one
  std::size_t num_best = 3;      ///< highlighted
  std::vector<ParallelRow> rows;
};

/// At least 760 pixels wide, more for more than seven axes.
std::string svg(const ParallelCoordinates& chart);

}  // namespace nnctl::report
