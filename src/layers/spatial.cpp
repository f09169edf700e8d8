#include "layers/spatial.hpp"

#include <fmt/format.h>

#include "layers/layer.hpp"
#include "layers/spatial_input.hpp"

namespace nnctl {

namespace {

/// Values of one row of a batch; far beyond any memory, and still countable.
constexpr double kMostValues = 0x1p40;

}  // namespace

Spatial spatial_of(const std::string& layer, int axes, const Shape& shape) {
  if (axes == 1) {
    require_sequence(layer, shape);
    return {1, shape[0], shape[1]};
  }
  require_image(layer, shape);
  return {shape[0], shape[1], shape[2]};
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
