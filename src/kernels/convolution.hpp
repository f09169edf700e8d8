// Convolutions of images (height, width, channels), the channels innermost, with kernels (height, width, channels /
// groups, filters): cross-correlations, as everywhere in neural networks. No copy of the patches is made: every output
// is a row of a product whose left side is read from the image through offsets (table.hpp, PatchProduct), or 3 x 3
// kernels go Winograd's way (winograd.hpp).
#pragma once

#include <cstdint>

#include "kernels/gemm.hpp"
#include "tensor/real.hpp"

namespace nnctl::kernels {

/// Along one axis of the image. Output o sees inputs o * stride - before + tap * dilation; what lies outside is 0.
struct ConvolutionAxis {
  std::int64_t inputs;
  std::int64_t outputs;
  std::int64_t taps;
  std::int64_t stride;
  std::int64_t dilation;
  std::int64_t before;  ///< zeros before the first input
};

struct Convolution {
  ConvolutionAxis y;
  ConvolutionAxis x;
  std::int64_t channels;
  std::int64_t filters;
  std::int64_t groups;  ///< divides channels and filters: block g of filters sees block g of channels only

  std::int64_t image_size() const { return y.inputs * x.inputs * channels; }
  std::int64_t output_size() const { return y.outputs * x.outputs * filters; }
};

/// Reals of scratch that each of the calls below needs, however many images there are.
std::int64_t convolution_scratch(const Convolution& shape);

/// out (images, output) = epilogue(convolution of `images` + bias (filters)); bias may be null.
void convolve(const Convolution& shape, std::int64_t num_images, const Real* images, const Real* kernel,
              const Real* bias, Epilogue epilogue, Real* out, Real* scratch);

/// Transposed convolution: images = epilogue(spread of `out` by the kernel + bias (channels)), the spread being the
/// adjoint of convolve.
void convolve_transposed(const Convolution& shape, std::int64_t num_images, const Real* out, const Real* kernel,
                         const Real* bias, Epilogue epilogue, Real* images, Real* scratch);

/// image_gradient (images, image), overwritten: the adjoint of convolve, of out_gradient.
void convolution_input_gradient(const Convolution& shape, std::int64_t num_images, const Real* out_gradient,
                                const Real* kernel, Real* image_gradient, Real* scratch);

/// kernel_gradient (the kernel's shape), overwritten: the sum over all images, in an order that follows from
/// the shape and their number alone. num_images >= 1.
void convolution_kernel_gradient(const Convolution& shape, std::int64_t num_images, const Real* images,
                                 const Real* out_gradient, Real* kernel_gradient, Real* scratch);

}  // namespace nnctl::kernels
