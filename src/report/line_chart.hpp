// Lines over one x: learning curves, a learning-rate range test, the effect of one parameter.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace nnctl::report {

struct LineSeries {
  std::string name;  ///< in the legend; empty: not there
  std::vector<double> x;
  std::vector<double>
      y;  ///< one an x; a line breaks where y, or x, cannot be shown (NaN, infinite, <= 0 on a log axis)
  std::vector<double> low;  ///< with `high` a band around the line; both empty: none
  std::vector<double> high;
  std::optional<std::size_t> color;  ///< which of the palette, to tie series together; none: its own place in the list
  bool dotted = false;               ///< thin and dotted: what goes along with another series
  bool markers = false;              ///< a dot at each point
};

/// A place on the x axis that is pointed out by a vertical line.
struct ChartMark {
  double x = 0;
  std::string label;
};

struct LineChart {
  std::string title;
  std::string subtitle;  ///< a line in small letters; may be empty
  std::string x_label;
  std::string y_label;
  bool log_x = false;
  bool log_y = false;
  bool whole_x = false;          ///< ticks at integers only, as for epochs
  std::optional<double> y_most;  ///< the picture ends there: what lies higher would flatten the rest
  std::vector<LineSeries> series;
  std::vector<ChartMark> marks;
};

/// 760 pixels wide; the legend, below, makes it as high as it needs.
std::string svg(const LineChart& chart);

}  // namespace nnctl::report
