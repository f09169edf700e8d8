// What an `axis` of the config means for an input. Keras counts the batch axis, as axis 0; shapes here leave it out.
#pragma once

#include <cstdint>
#include <string_view>

#include "tensor/shape.hpp"

namespace nnctl {

/// Keras's `axis` (1 ... rank, or -rank ... -1) as an axis of `shape`, from 0. Throws ShapeMismatch in the name of
/// `layer`.
int sample_axis(std::string_view layer, std::int64_t axis, const Shape& shape);

/// A sample as (before, size, after) around one axis.
struct AxisView {
  std::int64_t before = 1;
  std::int64_t size = 1;
  std::int64_t after = 1;

  AxisView(const Shape& shape, int axis);

  /// Calls f(o, c, i) for each value i of `rows` samples in order: c on the axis, o counts rows times `before`.
  template <class Function>
  void for_each(std::int64_t rows, Function f) const {
    const std::int64_t outer = rows * before;
    if (after == 1) {  // the axis is the last: its loop is the innermost
      for (std::int64_t o = 0; o < outer; ++o) {
        for (std::int64_t c = 0; c < size; ++c) f(o, c, o * size + c);
      }
      return;
    }
    for (std::int64_t o = 0; o < outer; ++o) {
      for (std::int64_t c = 0; c < size; ++c) {
        const std::int64_t begin = (o * size + c) * after;
        for (std::int64_t i = begin; i < begin + after; ++i) f(o, c, i);
      }
    }
  }
};

}  // namespace nnctl
