#include "layers/convolution.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

namespace nnctl {

schema::Check<std::int64_t> countable() {
  constexpr std::int64_t kLargest = std::numeric_limits<std::int32_t>::max();
  schema::Node limits = schema::json_limit("minimum", std::int64_t{1});
  limits.set("maximum", schema::Node::integer(kLargest));
  return {fmt::format("from 1 to {}", kLargest), [](const std::int64_t& v) { return v >= 1 && v <= kLargest; }, limits};
}

kernels::ConvolutionAxis convolution_axis(std::int64_t inputs, const AxisWindow& window, const AxisGeometry& geometry) {
  return {.inputs = inputs,
          .outputs = geometry.outputs,
          .taps = window.size,
          .stride = window.stride,
          .dilation = window.dilation,
          .before = geometry.before};
}

kernels::ConvolutionAxis single_row() {
  return {.inputs = 1, .outputs = 1, .taps = 1, .stride = 1, .dilation = 1, .before = 0};
}

template <int kAxes>
void require_no_strided_dilation(const std::string& layer, const Extents<kAxes>& strides,
                                 const Extents<kAxes>& dilation_rate) {
  const std::int64_t stride = std::ranges::max(strides.sizes);
  const std::int64_t dilation = std::ranges::max(dilation_rate.sizes);
  if (stride == 1 || dilation == 1) return;
  throw ShapeMismatch(fmt::format("{} cannot have strides {} and dilation_rate {} at once", layer, stride, dilation),
                      "leave one of them at 1");
}

template void require_no_strided_dilation(const std::string&, const Extents<1>&, const Extents<1>&);
template void require_no_strided_dilation(const std::string&, const Extents<2>&, const Extents<2>&);

void require_groups(const std::string& layer, std::int64_t groups, std::int64_t channels, std::int64_t filters) {
  const auto check = [&](std::int64_t size, const char* noun, const char* cure) {
    if (size % groups == 0) return;
    throw ShapeMismatch(fmt::format("{}: {} groups do not divide its {} {}", layer, groups, size, noun), cure);
  };
  check(filters, "filters", "choose 'filters' a multiple of 'groups'");
  check(channels, "input channels", "choose 'groups' a divisor of the input's channels, its last axis");
}

void require_countable(const std::string& layer, const kernels::Convolution& shape) {
  constexpr double kMost = 1e15;
  const double kernel = static_cast<double>(shape.y.taps) * static_cast<double>(shape.x.taps) *
                        static_cast<double>(shape.channels / shape.groups) * static_cast<double>(shape.filters);
  const double work = kernel * static_cast<double>(shape.y.outputs) * static_cast<double>(shape.x.outputs);
  if (work <= kMost) return;
  throw ShapeMismatch(fmt::format("{}: a kernel of {:.3g} numbers at {} x {} places is beyond any machine", layer,
                                  kernel, shape.y.outputs, shape.x.outputs),
                      "make 'kernel_size' or 'filters' smaller");
}

std::int64_t convolution_flops(const kernels::Convolution& shape) {
  return 2 * shape.y.outputs * shape.x.outputs * shape.y.taps * shape.x.taps * (shape.channels / shape.groups) *
         shape.filters;
}

}  // namespace nnctl
