// The line that is redrawn while an epoch runs: epoch, bar, step rate, values so far, time left. A pure function.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "report/look.hpp"
#include "train/events.hpp"

namespace nnctl::report {

struct LiveFigures {
  std::int64_t epoch = 1;  ///< from 1
  std::int64_t epochs = 1;
  std::int64_t step = 0;  ///< done of this epoch
  std::int64_t steps = 1;
  double steps_per_second = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not known yet
  double epoch_left = std::numeric_limits<double>::quiet_NaN();        ///< seconds; NaN: not known yet
  double total_left = std::numeric_limits<double>::quiet_NaN();        ///< seconds, this epoch included; NaN the same
  train::Logs logs;                                                    ///< loss first
};

/// At most look.width - 1 columns (the last one would make some terminals wrap), no newline. What does not fit is left
/// out, the least important first: further metrics, the epoch's own time left, the first metric, the rate, the bar.
std::string live_line(const Look& look, const LiveFigures& figures);

/// `width` >= 3 columns, `fraction` of them full.
std::string progress_bar(const Look& look, double fraction, std::size_t width);

}  // namespace nnctl::report
