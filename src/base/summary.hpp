// Count, mean and standard deviation of some numbers.
#pragma once

#include <cstdint>
#include <span>

namespace nnctl {

struct Summary {
  std::int64_t count = 0;
  double mean = 0;  ///< NaN without values
  double std = 0;   ///< over count - 1; NaN below two values
};
Summary summary_of(std::span<const double> values);

}  // namespace nnctl
