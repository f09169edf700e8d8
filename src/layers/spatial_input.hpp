// What layers that move a window over an image or a sequence ask of their input, and what they say when it is not so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "layers/geometry.hpp"
#include "tensor/shape.hpp"

namespace nnctl {

/// Throws ShapeMismatch unless `input` is (steps, features).
void require_sequence(const std::string& layer, const Shape& input);

/// Throws ShapeMismatch unless `input` is (height, width, channels).
void require_image(const std::string& layer, const Shape& input);

/// One of a layer's windows on its axis, with what it gives there.
struct PlacedWindow {
  std::int64_t inputs;
  AxisWindow window;
  AxisGeometry geometry;
};

/// Throws ShapeMismatch when a window reaches over the end of its axis, so that nothing comes out. `key` is what sets
/// its size ("kernel_size").
void require_outputs(const std::string& layer, const std::string& key, const std::vector<PlacedWindow>& axes);

}  // namespace nnctl
