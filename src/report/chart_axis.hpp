// One axis of a chart: which values it spans, where each of them lies, and the ticks that people read.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace nnctl::report {

struct AxisTick {
  double value = 0;
  std::string label;
};

enum class AxisScale { kLinear, kLog };

struct AxisOptions {
  AxisScale scale = AxisScale::kLinear;
  bool whole = false;     ///< ticks at integers only
  bool to_ticks = false;  ///< a linear axis begins and ends at a tick
  int most_ticks = 7;
};

class Axis {
 public:
  /// Spans what can be shown of `values`: the finite ones, on a log axis those above 0. One value, or several that are
  /// equal, lie in the middle; without any it spans 0 to 1, or 1 to 10.
  Axis(std::span<const double> values, const AxisOptions& options);

  /// 0 at the axis's beginning, 1 at its end, beyond them for values outside; NaN for what it cannot show.
  double position(double value) const;
  const std::vector<AxisTick>& ticks() const { return ticks_; }

 private:
  double scaled(double value) const;
  void add_linear_ticks(double least, double greatest, const AxisOptions& options);
  void add_log_ticks(int most_ticks);

  AxisScale scale_;
  double least_ = 0;     // scaled
  double greatest_ = 1;  // scaled
  std::vector<AxisTick> ticks_;
};

/// Short and plain: "0.25", "12", "1e-4", "2.5e6"; at most `figures` figures.
std::string format_tick(double value, int figures = 6);

}  // namespace nnctl::report
