#include "layers/windowed_pooling.hpp"

#include "layers/spatial_input.hpp"

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
  std::vector<PlacedWindow> placed{{windows.input.width, column_window_, windows.columns}};
  if (axes_ == 2) placed.insert(placed.begin(), {windows.input.height, row_window_, windows.rows});
  require_outputs(name_, "pool_size", placed);
  LayerPlan plan;
  plan.output.shape = shape_of(name_, axes_, windows.output());
  plan.flops = windows.output().size() * std::min(row_window_.size, windows.input.height) *
               std::min(column_window_.size, windows.input.width);
  return plan;
}

}  // namespace nnctl
