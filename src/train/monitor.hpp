// Watching one value an epoch: which, and when it is better than before. Keras's MonitorCallback
// (keras/src/callbacks/monitor_callback.py), whose comparisons are made in float32.
#pragma once

#include <string>

#include "schema/schema.hpp"

namespace nnctl::train {

enum class Mode { kAuto, kMin, kMax };

class Improvement {
 public:
  /// `higher_is_better` settles Mode::kAuto; the sign of `min_delta` does not matter.
  Improvement(Mode mode, bool higher_is_better, double min_delta);

  /// Whether `value` is better than `reference` by more than min_delta. NaN never is, and nothing is better than NaN.
  bool operator()(double value, double reference) const;

 private:
  bool higher_is_better_;
  double min_delta_;
};

}  // namespace nnctl::train

namespace nnctl::schema {
template <>
struct Choices<train::Mode> {
  static const std::vector<Choice<train::Mode>>& all();
};
}  // namespace nnctl::schema
