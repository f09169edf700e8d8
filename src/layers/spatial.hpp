// Inputs with steps or with rows and columns of positions, channels last; and outputs made larger.
#pragma once

#include <cstdint>
#include <string>

#include "tensor/shape.hpp"

namespace nnctl {

/// A sequence is an image of one row.
struct Spatial {
  std::int64_t height = 1;
  std::int64_t width = 1;
  std::int64_t channels = 1;

  std::int64_t positions() const { return height * width; }
  std::int64_t size() const { return positions() * channels; }
};

/// With one axis: (steps, features); with two: (height, width, channels). Throws ShapeMismatch for `layer`.
Spatial spatial_of(const std::string& layer, int axes, const Shape& shape);

/// (width, channels) or (height, width, channels). Throws ShapeMismatch when nobody could hold so much.
Shape shape_of(const std::string& layer, int axes, const Spatial& spatial);

}  // namespace nnctl
