// What max and average pooling share: windows over an image or a sequence. Keras 3.15.1,
// keras/src/layers/pooling/base_pooling.py.
#pragma once

#include <algorithm>
#include <optional>
#include <string>

#include "kernels/pool.hpp"
#include "layers/data_format.hpp"
#include "layers/geometry.hpp"
#include "layers/layer.hpp"
#include "layers/spatial.hpp"
#include "layers/window.hpp"

namespace nnctl {

template <int kAxes>
struct PoolingConfig {
  Extents<kAxes> pool_size = Extents<kAxes>::all(2);
  std::optional<Extents<kAxes>> strides;  ///< none: as pool_size
  Padding padding = Padding::kValid;
  DataFormat data_format = DataFormat::kChannelsLast;
};

/// The windows over one input shape.
struct PoolGeometry {
  Spatial input;
  AxisWindow row_window;
  AxisWindow column_window;
  AxisGeometry rows;
  AxisGeometry columns;

  Spatial output() const { return {rows.outputs, columns.outputs, input.channels}; }
  bool overlaps() const { return row_window.stride < row_window.size || column_window.stride < column_window.size; }
  /// Every input lies in some window.
  bool covers() const {
    return row_window.stride <= row_window.size && column_window.stride <= column_window.size &&
           (rows.outputs - 1) * row_window.stride + row_window.size - rows.before >= input.height &&
           (columns.outputs - 1) * column_window.stride + column_window.size - columns.before >= input.width;
  }

  /// Calls visit(run, x, y) for stretches of windows of the same size, cut off at the edges; x and y are where the
  /// first of them starts in one row of the input and of the output.
  template <class Visit>
  void for_each_run(Visit visit) const;
};

class WindowedPooling : public Layer {
 public:
  LayerPlan plan(const TensorSpec& spec) const override;

 protected:
  template <int kAxes>
  WindowedPooling(std::string name, const PoolingConfig<kAxes>& config)
      : name_(std::move(name)), axes_(kAxes), padding_(config.padding) {
    const Extents<kAxes> strides = config.strides.value_or(config.pool_size);
    column_window_ = {config.pool_size[kAxes - 1], strides[kAxes - 1]};
    if (kAxes == 2) row_window_ = {config.pool_size[0], strides[0]};
  }

  PoolGeometry geometry(const Shape& shape) const;

 private:
  std::string name_;
  int axes_;
  AxisWindow row_window_;
  AxisWindow column_window_;
  Padding padding_;
};

/// Keys of a pooling layer behind its pool_size.
template <class Config>
schema::Schema<Config>& pooling_fields(schema::Schema<Config>& schema) {
  return data_format_field(
      schema.field("strides", &Config::strides, "How far the window moves; null: by its own size.")
          .field("padding", &Config::padding,
                 "valid: whole windows only; same: windows reach over the edges, and the padding does not count."),
      &Config::data_format);
}

constexpr const char* kPoolSizeText = "Size of the window; one number stands for both axes of an image.";

template <class Visit>
void PoolGeometry::for_each_run(Visit visit) const {
  const std::int64_t C = input.channels;
  for (std::int64_t row = 0; row < rows.outputs; ++row) {
    const std::int64_t top = row * row_window.stride - rows.before;
    const std::int64_t first_row = std::max<std::int64_t>(top, 0);
    const std::int64_t end_row = std::min(top + row_window.size, input.height);
    std::int64_t windows = 1;
    for (std::int64_t column = 0; column < columns.outputs; column += windows) {
      const std::int64_t left = column * column_window.stride - columns.before;
      const std::int64_t first_column = std::max<std::int64_t>(left, 0);
      const std::int64_t end_column = std::min(left + column_window.size, input.width);
      const std::int64_t room = input.width - column_window.size - left;
      windows = left >= 0 && room >= 0 ? std::min(room / column_window.stride + 1, columns.outputs - column) : 1;
      visit(kernels::PoolRun{.windows = windows,
                             .window_step = column_window.stride * C,
                             .rows = end_row - first_row,
                             .columns = end_column - first_column,
                             .row_step = input.width * C,
                             .channels = C},
            (first_row * input.width + first_column) * C, (row * columns.outputs + column) * C);
    }
  }
}

}  // namespace nnctl
