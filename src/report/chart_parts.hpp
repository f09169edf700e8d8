// What all charts have: a heading above and a legend below.
#pragma once

#include <string>

#include "report/svg.hpp"

namespace nnctl::report {

/// Title and subtitle (either may be empty) from the top `margin` on. Returns where they end.
double draw_heading(Svg& svg, double margin, double width, const std::string& title, const std::string& subtitle);

/// Short lines with names, from left to right and in as many rows as it takes.
class Legend {
 public:
  /// Keeps a reference; of `place` the left, top and width count.
  Legend(Svg& svg, const Box& place) : svg_(svg), place_(place), left_(place.left) {}

  /// A stroke without colour: the name alone.
  void add(const std::string& name, const Stroke& stroke);
  /// The base line of the last row.
  double bottom() const { return place_.top; }

 private:
  Svg& svg_;
  Box place_;
  double left_;
};

}  // namespace nnctl::report
