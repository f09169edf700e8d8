// Where windows stand on an axis: outputs and padding of convolutions and pooling. Keras 3.15.1,
// keras/src/ops/operation_utils.py (compute_conv_output_shape); padding as TensorFlow splits it.
#pragma once

#include <cstdint>

#include "schema/codec.hpp"

namespace nnctl {

enum class Padding { kValid, kSame };

/// Padding of an axis that has a direction.
enum class TimePadding { kValid, kSame, kCausal };

/// A window of `size` taps, `dilation` apart, moved by `stride`.
struct AxisWindow {
  std::int64_t size = 1;
  std::int64_t stride = 1;
  std::int64_t dilation = 1;

  /// From the first tap to the last.
  std::int64_t reach() const { return (size - 1) * dilation + 1; }
};

/// The window stands at output * stride - before, for every output. `after` completes the last one.
struct AxisGeometry {
  std::int64_t outputs = 0;  ///< < 1 when the window does not fit
  std::int64_t before = 0;
  std::int64_t after = 0;
};

AxisGeometry axis_geometry(std::int64_t inputs, const AxisWindow& window, Padding padding);
AxisGeometry axis_geometry(std::int64_t inputs, const AxisWindow& window, TimePadding padding);

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Choices<Padding> {
  static constexpr bool kAnyCase = true;
  static const std::vector<Choice<Padding>>& all();
};

template <>
struct Choices<TimePadding> {
  static constexpr bool kAnyCase = true;
  static const std::vector<Choice<TimePadding>>& all();
};

}  // namespace nnctl::schema
