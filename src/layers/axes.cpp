#include "layers/axes.hpp"

#include <fmt/format.h>

#include "layers/layer.hpp"

namespace nnctl {

int sample_axis(std::string_view layer, std::int64_t axis, const Shape& shape) {
  const std::int64_t rank = shape.rank();
  const std::int64_t from_front = axis < 0 ? axis + rank : axis - 1;
  // -1 - rank is the batch axis, as 0 is
  if (axis == 0 || from_front < 0 || from_front >= rank) {
    throw ShapeMismatch(fmt::format("{} has no axis {} in its input {}", layer, axis, to_string_with_batch(shape)),
                        rank == 0
                            ? std::string("give the input an axis of features")
                            : fmt::format("choose an axis from 1 to {} (0 is the batch), or -1 for the last", rank));
  }
  return static_cast<int>(from_front);
}

AxisView::AxisView(const Shape& shape, int axis) : size(shape[axis]) {
  for (int i = 0; i < shape.rank(); ++i) {
    if (i < axis) before *= shape[i];
    if (i > axis) after *= shape[i];
  }
}

}  // namespace nnctl
