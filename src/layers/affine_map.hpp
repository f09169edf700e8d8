// An image moved by an affine map: each output pixel is read where the map puts it in the input. The numbers are those
// of TensorFlow's ImageProjectiveTransformV3, which Keras 3.15.1 calls (keras/src/backend/tensorflow/image.py,
// affine_transform); coordinates are floats there and here, whatever Real is.
#pragma once

#include <cstdint>

#include "tensor/real.hpp"
#include "tensor/shape.hpp"

namespace nnctl {

/// Output pixel (x, y) is read at (xx x + xy y + x0, yx x + yy y + y0); pixels are counted from the upper left.
struct AffineMap {
  float xx = 1;
  float xy = 0;
  float x0 = 0;
  float yx = 0;
  float yy = 1;
  float y0 = 0;
};

/// What stands outside of a row abcd.
enum class FillMode {
  kConstant,  ///< kkkk|abcd|kkkk
  kNearest,   ///< aaaa|abcd|dddd
  kReflect,   ///< dcba|abcd|dcba
  kWrap       ///< abcd|abcd|abcd
};
enum class PixelInterpolation { kNearest, kBilinear };

struct Sampling {
  FillMode fill_mode = FillMode::kReflect;
  PixelInterpolation interpolation = PixelInterpolation::kBilinear;
  double fill_value = 0;
};

/// out = image read through the map; both of `shape` (height, width, channels).
void transform_image(const Shape& shape, const Sampling& sampling, const AffineMap& map, const Real* image, Real* out);
/// The gradient with respect to the image, from that with respect to `out`: each pixel's share goes where it was read.
void transform_image_backward(const Shape& shape, const Sampling& sampling, const AffineMap& map, const Real* dout,
                              Real* dimage);

}  // namespace nnctl
