// Sequences and images made larger by whole factors. Keras 3.15.1, keras/src/layers/reshaping: up_sampling1d.py,
// up_sampling2d.py.
#include <algorithm>

#include "kernels/elementwise.hpp"
#include "layers/data_format.hpp"
#include "layers/interpolation.hpp"
#include "layers/registry.hpp"
#include "layers/spatial.hpp"
#include "layers/window.hpp"

namespace nnctl {

namespace {

using schema::Schema;

struct UpSampling1dConfig {
  Window1 size = Window1::all(2);
};

struct UpSampling2dConfig {
  Window2 size = Window2::all(2);
  Interpolation interpolation = Interpolation::kNearest;
  DataFormat data_format = DataFormat::kChannelsLast;
};

class UpSampling final : public Layer {
 public:
  explicit UpSampling(const UpSampling1dConfig& config)
      : name_("up_sampling1d"), axes_(1), width_factor_(config.size[0]) {}
  explicit UpSampling(const UpSampling2dConfig& config)
      : name_("up_sampling2d"),
        axes_(2),
        height_factor_(config.size[0]),
        width_factor_(config.size[1]),
        interpolation_(config.interpolation) {}

  LayerPlan plan(const TensorSpec& input) const override {
    const Images images = images_of(input);
    LayerPlan plan;
    plan.output.shape = shape_of(name_, axes_, images.large);
    if (interpolates()) {
      plan.workspace = images.tall().size();
      plan.scratch = images.rows.outputs() * images.rows.taps() + images.columns.outputs() * images.columns.taps();
      plan.flops = 2 * (images.tall().size() * images.rows.taps() + images.large.size() * images.columns.taps());
    }
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const Images images = images_of(call.input);
    if (interpolates()) images.fill(call.scratch);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* x = call.x + row * images.small.size();
      Real* y = call.y + row * images.large.size();
      if (interpolates()) {
        images.enlarge(call.scratch, x, call.workspace, y);
      } else {
        repeat(images, x, y);
      }
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const Images images = images_of(call.input);
    if (interpolates()) images.fill(call.scratch);
    std::fill_n(call.dx, call.rows * images.small.size(), Real{0});
    for (std::int64_t row = 0; row < call.rows; ++row) {
      const Real* dy = call.dy + row * images.large.size();
      Real* dx = call.dx + row * images.small.size();
      if (interpolates()) {
        images.add_back(call.scratch, dy, call.workspace, dx);
      } else {
        gather(images, dy, dx);
      }
    }
  }

 private:
  /// The image before and after, and how its rows and columns become more.
  struct Images {
    Spatial small;
    Spatial large;
    AxisInterpolation rows;
    AxisInterpolation columns;

    /// Between the two passes: the rows are more, the columns not yet.
    Spatial tall() const { return {large.height, small.width, small.channels}; }
    const Real* column_weights(const Real* weights) const { return weights + rows.outputs() * rows.taps(); }

    void fill(Real* weights) const {
      rows.fill(weights);
      columns.fill(weights + rows.outputs() * rows.taps());
    }

    void enlarge(const Real* weights, const Real* x, Real* between, Real* y) const {
      const std::int64_t C = small.channels;
      const std::int64_t line = small.width * C;
      std::fill_n(between, tall().size(), Real{0});
      std::fill_n(y, large.size(), Real{0});
      for (std::int64_t h = 0; h < large.height; ++h) {
        Real* t = between + h * line;
        rows.for_each_tap(weights, h, [&](std::int64_t from, Real w) { add_scaled(line, w, x + from * line, t); });
        Real* to = y + h * large.width * C;
        for (std::int64_t column = 0; column < large.width; ++column, to += C) {
          columns.for_each_tap(column_weights(weights), column,
                               [&](std::int64_t from, Real w) { add_scaled(C, w, t + from * C, to); });
        }
      }
    }

    void add_back(const Real* weights, const Real* dy, Real* between, Real* dx) const {
      const std::int64_t C = small.channels;
      const std::int64_t line = small.width * C;
      std::fill_n(between, tall().size(), Real{0});
      for (std::int64_t h = 0; h < large.height; ++h) {
        Real* dt = between + h * line;
        const Real* from = dy + h * large.width * C;
        for (std::int64_t column = 0; column < large.width; ++column, from += C) {
          columns.for_each_tap(column_weights(weights), column,
                               [&](std::int64_t to, Real w) { add_scaled(C, w, from, dt + to * C); });
        }
        rows.for_each_tap(weights, h, [&](std::int64_t to, Real w) { add_scaled(line, w, dt, dx + to * line); });
      }
    }

    /// y += a x
    static void add_scaled(std::int64_t n, Real a, const Real* x, Real* y) {
      for (std::int64_t i = 0; i < n; ++i) y[i] += a * x[i];
    }
  };

  bool interpolates() const { return interpolation_ != Interpolation::kNearest; }

  Images images_of(const TensorSpec& input) const {
    const Spatial s = spatial_of(name_, axes_, input.shape);
    return {s,
            {s.height * height_factor_, s.width * width_factor_, s.channels},
            {interpolation_, s.height, height_factor_},
            {interpolation_, s.width, width_factor_}};
  }

  void repeat(const Images& images, const Real* x, Real* y) const {
    const std::int64_t C = images.small.channels;
    for (std::int64_t h = 0; h < images.large.height; ++h) {
      const Real* line = x + h / height_factor_ * images.small.width * C;
      for (std::int64_t w = 0; w < images.large.width; ++w, y += C) std::copy_n(line + w / width_factor_ * C, C, y);
    }
  }

  void gather(const Images& images, const Real* dy, Real* dx) const {
    const std::int64_t C = images.small.channels;
    for (std::int64_t h = 0; h < images.large.height; ++h) {
      Real* line = dx + h / height_factor_ * images.small.width * C;
      for (std::int64_t w = 0; w < images.large.width; ++w, dy += C) kernels::add(C, dy, line + w / width_factor_ * C);
    }
  }

  std::string name_;
  int axes_;
  std::int64_t height_factor_ = 1;
  std::int64_t width_factor_ = 1;
  Interpolation interpolation_ = Interpolation::kNearest;
};

}  // namespace

const schema::PartType<Layer>& up_sampling1d_layer() {
  using Config = UpSampling1dConfig;
  static const auto type = schema::part_type<UpSampling, Layer>(
      "up_sampling1d", "UpSampling1D", "Repeats each step of a sequence.",
      Schema<Config>("layer 'up_sampling1d'", "").field("size", &Config::size, "How often."),
      {{"up_sampling1d", {3, 2}}, {"{type: up_sampling1d, size: 3}", {2, 3}}});
  return type;
}

const schema::PartType<Layer>& up_sampling2d_layer() {
  using Config = UpSampling2dConfig;
  static const auto type = schema::part_type<UpSampling, Layer>(
      "up_sampling2d", "UpSampling2D", "Makes an image larger by whole factors.",
      data_format_field(
          Schema<Config>("layer 'up_sampling2d'", "")
              .field("size", &Config::size, "Factors of the height and the width; one number stands for both.")
              .field("interpolation", &Config::interpolation,
                     "nearest repeats rows and columns; the others resize the image."),
          &Config::data_format),
      {{"up_sampling2d", {2, 3, 2}},
       {"{type: up_sampling2d, size: [3, 1]}", {2, 2, 3}},
       {"{type: up_sampling2d, interpolation: bilinear}", {3, 4, 2}},
       {"{type: up_sampling2d, size: [2, 3], interpolation: bicubic}", {4, 3, 2}},
       {"{type: up_sampling2d, interpolation: lanczos3}", {3, 5, 1}},
       {"{type: up_sampling2d, size: [1, 2], interpolation: lanczos5}", {2, 6, 1}}});
  return type;
}

}  // namespace nnctl
