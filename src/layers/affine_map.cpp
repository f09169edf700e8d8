#include "layers/affine_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace nnctl {

namespace {

/// Where a coordinate outside of 0 ... size - 1 is read instead.
float folded(FillMode mode, float coordinate, std::int64_t size) {
  if (mode == FillMode::kConstant) return coordinate;
  const auto n = static_cast<float>(size);
  const float last = n - 1;
  if (mode == FillMode::kReflect && size > 1) {
    const float period = 2 * n;
    if (coordinate < 0) {
      coordinate += period * std::trunc(-coordinate / period);
      coordinate = coordinate < -n ? coordinate + period : -coordinate - 1;
    } else if (coordinate > last) {
      coordinate -= period * std::trunc(coordinate / period);
      if (coordinate >= n) coordinate = period - coordinate - 1;
    }
  } else if (mode == FillMode::kWrap && size > 1) {
    // Whole turns are counted in size - 1, as TensorFlow does
    if (coordinate < 0) {
      coordinate += n * (std::trunc(-coordinate / last) + 1);
    } else if (coordinate > last) {
      coordinate -= n * std::trunc(coordinate / last);
    }
  }
  return std::clamp(coordinate, 0.0F, last);
}

/// An input pixel, outside of the image too, and its share of an output pixel.
struct Tap {
  float x;
  float y;
  float share;
};

struct Taps {
  std::array<Tap, 4> list;
  int count;
};

Taps taps(const Shape& shape, const Sampling& sampling, const AffineMap& map, std::int64_t column, std::int64_t row) {
  const auto out_x = static_cast<float>(column);
  const auto out_y = static_cast<float>(row);
  const float x = folded(sampling.fill_mode, map.xx * out_x + map.xy * out_y + map.x0, shape[1]);
  const float y = folded(sampling.fill_mode, map.yx * out_x + map.yy * out_y + map.y0, shape[0]);
  if (sampling.interpolation == PixelInterpolation::kNearest) return {{{{std::round(x), std::round(y), 1}}}, 1};
  const float left = std::floor(x);
  const float top = std::floor(y);
  const float right_share = x - left;
  const float bottom_share = y - top;
  const float left_share = left + 1 - x;
  const float top_share = top + 1 - y;
  return {{{{left, top, left_share * top_share},
            {left + 1, top, right_share * top_share},
            {left, top + 1, left_share * bottom_share},
            {left + 1, top + 1, right_share * bottom_share}}},
          4};
}

/// Calls f(first value of the output pixel, tap, first value of its input pixel or -1 for none) in order.
template <class Function>
void for_each_tap(const Shape& shape, const Sampling& sampling, const AffineMap& map, Function f) {
  const std::int64_t height = shape[0];
  const std::int64_t width = shape[1];
  const std::int64_t channels = shape[2];
  for (std::int64_t row = 0; row < height; ++row) {
    for (std::int64_t column = 0; column < width; ++column) {
      const Taps read = taps(shape, sampling, map, column, row);
      for (int i = 0; i < read.count; ++i) {
        const Tap& tap = read.list[static_cast<std::size_t>(i)];
        const bool inside =
            tap.x >= 0 && tap.x < static_cast<float>(width) && tap.y >= 0 && tap.y < static_cast<float>(height);
        const std::int64_t pixel =
            inside ? static_cast<std::int64_t>(tap.y) * width + static_cast<std::int64_t>(tap.x) : -1;
        f((row * width + column) * channels, tap, inside ? pixel * channels : -1);
      }
    }
  }
}

}  // namespace

void transform_image(const Shape& shape, const Sampling& sampling, const AffineMap& map, const Real* image, Real* out) {
  const std::int64_t channels = shape[2];
  const auto fill = static_cast<Real>(sampling.fill_value);
  std::fill_n(out, shape.num_elements(), Real{0});
  for_each_tap(shape, sampling, map, [&](std::int64_t to, const Tap& tap, std::int64_t from) {
    const auto share = static_cast<Real>(tap.share);
    if (share == 0) return;  // 0 times an infinity of a neighbour
    for (std::int64_t c = 0; c < channels; ++c) out[to + c] += share * (from < 0 ? fill : image[from + c]);
  });
}

void transform_image_backward(const Shape& shape, const Sampling& sampling, const AffineMap& map, const Real* dout,
                              Real* dimage) {
  const std::int64_t channels = shape[2];
  std::fill_n(dimage, shape.num_elements(), Real{0});
  for_each_tap(shape, sampling, map, [&](std::int64_t to, const Tap& tap, std::int64_t from) {
    if (from < 0) return;
    for (std::int64_t c = 0; c < channels; ++c) dimage[from + c] += static_cast<Real>(tap.share) * dout[to + c];
  });
}

}  // namespace nnctl
