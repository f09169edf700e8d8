#include "layers/spatial.hpp"

#include <fmt/format.h>

#include "layers/layer.hpp"

namespace nnctl {

namespace {

/// Values of one row of a batch; far beyond any memory, and still countable.
constexpr double kMostValues = 0x1p40;

std::string cure_for(int axes, const Shape& shape) {
  if (axes == 2 && shape.rank() == 2) {
    return fmt::format("put {{type: reshape, target_shape: [{}, {}, 1]}} before it", shape[0], shape[1]);
  }
  if (axes == 1 && shape.rank() == 1) {
    return fmt::format("put {{type: reshape, target_shape: [{}, 1]}} before it", shape[0]);
  }
  return fmt::format("put a reshape layer before it, with the target_shape [{}]",
                     axes == 1 ? "steps, channels" : "height, width, channels");
}

}  // namespace

Spatial spatial_of(const std::string& layer, int axes, const Shape& shape) {
  if (shape.rank() != axes + 1) {
    throw ShapeMismatch(
        fmt::format("{} needs an input ({}), got {}", layer, axes == 1 ? "steps, channels" : "height, width, channels",
                    to_string_with_batch(shape)),
        cure_for(axes, shape));
  }
  return axes == 1 ? Spatial{1, shape[0], shape[1]} : Spatial{shape[0], shape[1], shape[2]};
}

Shape shape_of(const std::string& layer, int axes, const Spatial& spatial) {
  const Shape shape =
      axes == 1 ? Shape{spatial.width, spatial.channels} : Shape{spatial.height, spatial.width, spatial.channels};
  const double values =
      static_cast<double>(spatial.height) * static_cast<double>(spatial.width) * static_cast<double>(spatial.channels);
  if (values > kMostValues) {
    throw ShapeMismatch(fmt::format("{} would put out {}, more than 2^40 values", layer, to_string_with_batch(shape)),
                        "choose smaller sizes");
  }
  return shape;
}

}  // namespace nnctl
