// Convolutions with 3 x 3 kernels by Winograd's F(2 x 2, 3 x 3) or F(4 x 4, 3 x 3) (winograd_tile.hpp): a multiply-add
// takes the place of 2.25 or 4, and there are the transformations to and from. convolution.hpp's calls, which choose by
// the shape alone.
#pragma once

#include <cstdint>

#include "kernels/convolution.hpp"

namespace nnctl::kernels {

/// Outputs that are made together. k2x2 keeps what is exact in the direct way: windows of zeros give 0, so that relu
/// and max pooling see the ties that they see there. k4x4 rounds each output by what its neighbours see: for gradients.
enum class WinogradTile { k2x2, k4x4 };

/// Whether the calls below can do the shape and are faster at it.
bool suits_winograd(const Convolution& shape, WinogradTile tile);

std::int64_t winograd_scratch(const Convolution& shape, WinogradTile tile);

void winograd_convolve(const Convolution& shape, WinogradTile tile, std::int64_t num_images, const Real* images,
                       const Real* kernel, const Real* bias, Epilogue epilogue, Real* out, Real* scratch);

void winograd_input_gradient(const Convolution& shape, WinogradTile tile, std::int64_t num_images,
                             const Real* out_gradient, const Real* kernel, Real* image_gradient, Real* scratch);

void winograd_kernel_gradient(const Convolution& shape, WinogradTile tile, std::int64_t num_images, const Real* images,
                              const Real* out_gradient, Real* kernel_gradient, Real* scratch);

}  // namespace nnctl::kernels
