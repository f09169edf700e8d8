#include "kernels/depthwise.hpp"

#include <algorithm>

#include "kernels/elementwise.hpp"

namespace nnctl::kernels {
namespace {

/// visit(output, input, tap) for every output pixel and every tap that falls on the image: the first numbers of a
/// pixel's channels in an output, in an image and in the kernel.
template <class Visit>
void for_each_meeting(const Depthwise& shape, Visit visit) {
  for (std::int64_t y = 0; y < shape.y.outputs; ++y) {
    for (std::int64_t x = 0; x < shape.x.outputs; ++x) {
      const std::int64_t out = (y * shape.x.outputs + x) * shape.filters();
      for (std::int64_t a = 0; a < shape.y.taps; ++a) {
        const std::int64_t image_y = y * shape.y.stride - shape.y.before + a * shape.y.dilation;
        if (image_y < 0 || image_y >= shape.y.inputs) continue;
        for (std::int64_t b = 0; b < shape.x.taps; ++b) {
          const std::int64_t image_x = x * shape.x.stride - shape.x.before + b * shape.x.dilation;
          if (image_x < 0 || image_x >= shape.x.inputs) continue;
          visit(out, (image_y * shape.x.inputs + image_x) * shape.channels, (a * shape.x.taps + b) * shape.filters());
        }
      }
    }
  }
}

// The loops below run over a pixel's channels; with one kernel a channel they vectorize.

void add_products(std::int64_t channels, std::int64_t multiplier, const Real* x, const Real* w, Real* y) {
  if (multiplier == 1) {
    for (std::int64_t c = 0; c < channels; ++c) y[c] += x[c] * w[c];
    return;
  }
  for (std::int64_t c = 0; c < channels; ++c) {
    for (std::int64_t m = 0; m < multiplier; ++m) y[c * multiplier + m] += x[c] * w[c * multiplier + m];
  }
}

void add_dots(std::int64_t channels, std::int64_t multiplier, const Real* dy, const Real* w, Real* dx) {
  if (multiplier == 1) return add_products(channels, 1, dy, w, dx);
  for (std::int64_t c = 0; c < channels; ++c) {
    for (std::int64_t m = 0; m < multiplier; ++m) dx[c] += dy[c * multiplier + m] * w[c * multiplier + m];
  }
}

}  // namespace

void convolve_depthwise(const Depthwise& shape, std::int64_t num_images, const Real* images, const Real* kernel,
                        const Real* bias, Epilogue epilogue, Real* out) {
  const std::int64_t size = shape.output_size();
  for (std::int64_t image = 0; image < num_images; ++image) {
    const Real* x = images + image * shape.image_size();
    Real* y = out + image * size;
    std::fill_n(y, size, Real{0});
    for_each_meeting(shape, [&](std::int64_t to, std::int64_t from, std::int64_t tap) {
      add_products(shape.channels, shape.multiplier, x + from, kernel + tap, y + to);
    });
    if (bias != nullptr) {
      for (std::int64_t to = 0; to < size; to += shape.filters()) add(shape.filters(), bias, y + to);
    }
    if (epilogue == Epilogue::kRelu) relu(size, y, y);
  }
}

void depthwise_input_gradient(const Depthwise& shape, std::int64_t num_images, const Real* out_gradient,
                              const Real* kernel, Real* images_gradient) {
  for (std::int64_t image = 0; image < num_images; ++image) {
    const Real* dy = out_gradient + image * shape.output_size();
    Real* dx = images_gradient + image * shape.image_size();
    std::fill_n(dx, shape.image_size(), Real{0});
    for_each_meeting(shape, [&](std::int64_t from, std::int64_t to, std::int64_t tap) {
      add_dots(shape.channels, shape.multiplier, dy + from, kernel + tap, dx + to);
    });
  }
}

void depthwise_kernel_gradient(const Depthwise& shape, std::int64_t num_images, const Real* images,
                               const Real* out_gradient, Real* kernel_gradient) {
  std::fill_n(kernel_gradient, shape.y.taps * shape.x.taps * shape.filters(), Real{0});
  for (std::int64_t image = 0; image < num_images; ++image) {
    const Real* x = images + image * shape.image_size();
    const Real* dy = out_gradient + image * shape.output_size();
    for_each_meeting(shape, [&](std::int64_t out, std::int64_t in, std::int64_t tap) {
      add_products(shape.channels, shape.multiplier, x + in, dy + out, kernel_gradient + tap);
    });
  }
}

}  // namespace nnctl::kernels
