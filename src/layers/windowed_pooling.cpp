#include "layers/windowed_pooling.hpp"

#include <fmt/format.h>

namespace nnctl {

PoolGeometry WindowedPooling::geometry(const Shape& shape) const {
  const Spatial input = spatial_of(name_, axes_, shape);
  return {.input = input,
          .row_window = row_window_,
          .column_window = column_window_,
          .rows = axis_geometry(input.height, row_window_, padding_),
          .columns = axis_geometry(input.width, column_window_, padding_)};
}

LayerPlan WindowedPooling::plan(const TensorSpec& spec) const {
  const PoolGeometry windows = geometry(spec.shape);
  if (windows.rows.outputs < 1 || windows.columns.outputs < 1) {
    const auto size = [&](std::int64_t height, std::int64_t width) {
      return axes_ == 1 ? fmt::format("{}", width) : fmt::format("({}, {})", height, width);
    };
    throw ShapeMismatch(fmt::format("{}'s window {} does not fit into {}", name_,
                                    size(row_window_.size, column_window_.size), to_string_with_batch(spec.shape)),
                        fmt::format("make pool_size at most {}, or choose 'padding: same'",
                                    size(windows.input.height, windows.input.width)));
  }
  LayerPlan plan;
  plan.output.shape = shape_of(name_, axes_, windows.output());
  plan.flops = windows.output().size() * row_window_.size * column_window_.size;
  return plan;
}

}  // namespace nnctl
