// Convolutions that keep the channels apart: every channel has `multiplier` kernels of its own, and as many channels
// come out of it, next to each other. Images (height, width, channels), kernel (height, width, channels, multiplier).
#pragma once

#include <cstdint>

#include "kernels/convolution.hpp"

namespace nnctl::kernels {

struct Depthwise {
  ConvolutionAxis y;
  ConvolutionAxis x;
  std::int64_t channels;
  std::int64_t multiplier;

  std::int64_t filters() const { return channels * multiplier; }
  std::int64_t image_size() const { return y.inputs * x.inputs * channels; }
  std::int64_t output_size() const { return y.outputs * x.outputs * filters(); }
};

/// out (images, output) = epilogue(convolution of `images` + bias (filters)); bias may be null.
void convolve_depthwise(const Depthwise& shape, std::int64_t num_images, const Real* images, const Real* kernel,
                        const Real* bias, Epilogue epilogue, Real* out);

/// images_gradient (images, image), overwritten.
void depthwise_input_gradient(const Depthwise& shape, std::int64_t num_images, const Real* out_gradient,
                              const Real* kernel, Real* images_gradient);

/// kernel_gradient (the kernel's shape), overwritten: the sum over all images, in their order.
void depthwise_kernel_gradient(const Depthwise& shape, std::int64_t num_images, const Real* images,
                               const Real* out_gradient, Real* kernel_gradient);

}  // namespace nnctl::kernels
