// One value for each pair of two parameters' values: colours, with the values written in the cells.
#pragma once

#include <limits>
#include <string>
#include <vector>

namespace nnctl::report {

struct HeatCell {
  double value = std::numeric_limits<double>::quiet_NaN();  ///< not finite: no colour
  std::string text;                                         ///< in the cell; empty: the value, or a dash without one
  std::string hint;       ///< what a viewer shows when it is pointed at; empty: both labels and the text
  bool outlined = false;  ///< the best
};

struct HeatMap {
  std::string title;
  std::string subtitle;  ///< a line in small letters; may be empty
  std::string x_label;
  std::string y_label;
  std::string value_label;  ///< above the colours' scale
  std::vector<std::string> columns;
  std::vector<std::string> rows;             ///< from the top
  std::vector<std::vector<HeatCell>> cells;  ///< cells[row][column]
};

/// As large as its cells need; texts that do not fit into theirs are left out.
std::string svg(const HeatMap& map);

}  // namespace nnctl::report
