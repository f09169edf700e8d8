// What the convolution layers share: their checks, and the kernels' view of their geometry.
#pragma once

#include <cstdint>
#include <string>

#include "kernels/convolution.hpp"
#include "layers/geometry.hpp"
#include "layers/layer.hpp"
#include "layers/window.hpp"
#include "schema/check.hpp"

namespace nnctl {

/// What 'padding' does, in the reference.
constexpr const char* kPaddingText =
    "'valid': windows stand wholly inside the input; 'same': zeros around it, so that there is an output for every "
    "stride.";

/// Filters, groups of channels, ...: 1 to 2^31 - 1.
schema::Check<std::int64_t> countable();

kernels::ConvolutionAxis convolution_axis(std::int64_t inputs, const AxisWindow& window, const AxisGeometry& geometry);

/// The axis of height that a sequence has as an image: one row.
kernels::ConvolutionAxis single_row();

/// Throws ShapeMismatch for a stride above 1 together with a dilation above 1, which Keras refuses too.
template <int kAxes>
void require_no_strided_dilation(const std::string& layer, const Extents<kAxes>& strides,
                                 const Extents<kAxes>& dilation_rate);

/// Throws ShapeMismatch unless `groups` divides both.
void require_groups(const std::string& layer, std::int64_t groups, std::int64_t channels, std::int64_t filters);

/// Throws ShapeMismatch when the kernel, or the work with it, is beyond any machine (64-bit counts).
void require_countable(const std::string& layer, const kernels::Convolution& shape);

/// Of one image; a multiply-add is 2.
std::int64_t convolution_flops(const kernels::Convolution& shape);

}  // namespace nnctl
