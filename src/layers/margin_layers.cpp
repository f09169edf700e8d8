// Zeros around a sequence or an image, and their counterpart. Keras 3.15.1, keras/src/layers/reshaping:
// zero_padding1d.py, zero_padding2d.py, cropping1d.py, cropping2d.py.
#include <algorithm>

#include <fmt/format.h>

#include "layers/data_format.hpp"
#include "layers/margins.hpp"
#include "layers/registry.hpp"
#include "layers/spatial.hpp"

namespace nnctl {

namespace {

using schema::Schema;

/// Top and bottom, left and right; of a sequence the steps lie along the width.
struct Sides {
  Margin2 height{};
  Margin2 width{};

  explicit Sides(const Margins<1>& margins) : width(margins.axes[0]) {}
  explicit Sides(const Margins<2>& margins) : height(margins.axes[0]), width(margins.axes[1]) {}

  std::int64_t vertical() const { return height[0] + height[1]; }
  std::int64_t horizontal() const { return width[0] + width[1]; }
};

/// Where the small image lies in the large one.
struct Frame {
  Spatial small;
  Spatial large;
  Sides sides;

  /// small = the middle of large
  void cut(const Real* from, Real* to) const {
    const std::int64_t row = small.width * small.channels;
    for (std::int64_t h = 0; h < small.height; ++h) std::copy_n(from + start(h), row, to + h * row);
  }
  /// large = small with zeros around it
  void surround(const Real* from, Real* to) const {
    const std::int64_t row = small.width * small.channels;
    std::int64_t end = 0;
    for (std::int64_t h = 0; h < small.height; ++h) {
      std::fill(to + end, to + start(h), Real{0});
      std::copy_n(from + h * row, row, to + start(h));
      end = start(h) + row;
    }
    std::fill(to + end, to + large.size(), Real{0});
  }

 private:
  std::int64_t start(std::int64_t h) const {
    return ((h + sides.height[0]) * large.width + sides.width[0]) * large.channels;
  }
};

template <int kAxes>
struct ZeroPaddingConfig {
  Margins<kAxes> padding = Margins<kAxes>::all(1);
  DataFormat data_format = DataFormat::kChannelsLast;
};

template <int kAxes>
class ZeroPadding final : public Layer {
 public:
  explicit ZeroPadding(const ZeroPaddingConfig<kAxes>& config) : sides_(config.padding) {}

  LayerPlan plan(const TensorSpec& input) const override {
    LayerPlan plan;
    plan.output.shape = shape_of(kName, kAxes, frame(input).large);
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const Frame f = frame(call.input);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      f.surround(call.x + row * f.small.size(), call.y + row * f.large.size());
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const Frame f = frame(call.input);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      f.cut(call.dy + row * f.large.size(), call.dx + row * f.small.size());
    }
  }

 private:
  static constexpr const char* kName = kAxes == 1 ? "zero_padding1d" : "zero_padding2d";

  Frame frame(const TensorSpec& input) const {
    const Spatial s = spatial_of(kName, kAxes, input.shape);
    return {s, {s.height + sides_.vertical(), s.width + sides_.horizontal(), s.channels}, sides_};
  }

  Sides sides_;
};

struct Cropping1dConfig {
  Margins<1> cropping = Margins<1>::all(1);
  static constexpr int kAxes = 1;
};
struct Cropping2dConfig {
  Margins<2> cropping = Margins<2>::all(0);
  DataFormat data_format = DataFormat::kChannelsLast;
  static constexpr int kAxes = 2;
};

template <class Config>
class Cropping final : public Layer {
 public:
  explicit Cropping(const Config& config) : sides_(config.cropping) {}

  LayerPlan plan(const TensorSpec& input) const override {
    const Frame f = frame(input);
    check("height", f.large.height, sides_.height, input.shape);
    check(kAxes == 1 ? "steps" : "width", f.large.width, sides_.width, input.shape);
    LayerPlan plan;
    plan.output.shape = shape_of(kName, kAxes, f.small);
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const Frame f = frame(call.input);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      f.cut(call.x + row * f.large.size(), call.y + row * f.small.size());
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const Frame f = frame(call.input);
    for (std::int64_t row = 0; row < call.rows; ++row) {
      f.surround(call.dy + row * f.small.size(), call.dx + row * f.large.size());
    }
  }

 private:
  static constexpr int kAxes = Config::kAxes;
  static constexpr const char* kName = kAxes == 1 ? "cropping1d" : "cropping2d";

  static void check(const char* axis, std::int64_t size, const Margin2& cut, const Shape& shape) {
    if (cut[0] + cut[1] < size) return;
    throw ShapeMismatch(fmt::format("{} cuts {} + {} off the {} of {}, which leaves nothing", kName, cut[0], cut[1],
                                    axis, to_string_with_batch(shape)),
                        fmt::format("cut off less than {} along that axis", size));
  }

  Frame frame(const TensorSpec& input) const {
    const Spatial s = spatial_of(kName, kAxes, input.shape);
    return {{s.height - sides_.vertical(), s.width - sides_.horizontal(), s.channels}, s, sides_};
  }

  Sides sides_;
};

constexpr const char* kSequenceText = "one number for both ends, or [before, after].";
constexpr const char* kImageText = "one number for all sides, [height, width], or [[top, bottom], [left, right]].";

template <int kAxes>
Schema<ZeroPaddingConfig<kAxes>> padding_fields(const std::string& where) {
  using Config = ZeroPaddingConfig<kAxes>;
  return data_format_field(
      Schema<Config>(where, "").field("padding", &Config::padding,
                                      fmt::format("Zeros: {}", kAxes == 1 ? kSequenceText : kImageText)),
      &Config::data_format);
}

template <class Config>
Schema<Config> cropping_fields(const std::string& where) {
  return std::move(Schema<Config>(where, "").field(
      "cropping", &Config::cropping,
      fmt::format("What is cut off: {}", Config::kAxes == 1 ? kSequenceText : kImageText)));
}

Schema<Cropping2dConfig> cropping2d_fields() {
  Schema<Cropping2dConfig> fields = cropping_fields<Cropping2dConfig>("layer 'cropping2d'");
  return data_format_field(fields, &Cropping2dConfig::data_format);
}

}  // namespace

const schema::PartType<Layer>& zero_padding1d_layer() {
  static const auto type = schema::part_type<ZeroPadding<1>, Layer>(
      "zero_padding1d", "ZeroPadding1D", "Puts steps of zeros before and after a sequence.",
      padding_fields<1>("layer 'zero_padding1d'"),
      {{"zero_padding1d", {3, 2}}, {"{type: zero_padding1d, padding: [0, 2]}", {3, 2}}});
  return type;
}

const schema::PartType<Layer>& zero_padding2d_layer() {
  static const auto type = schema::part_type<ZeroPadding<2>, Layer>(
      "zero_padding2d", "ZeroPadding2D", "Puts rows and columns of zeros around an image.",
      padding_fields<2>("layer 'zero_padding2d'"),
      {{"zero_padding2d", {2, 3, 2}},
       {"{type: zero_padding2d, padding: [0, 2]}", {2, 3, 2}},
       {"{type: zero_padding2d, padding: [[1, 0], [2, 3]]}", {2, 3, 1}}});
  return type;
}

const schema::PartType<Layer>& cropping1d_layer() {
  static const auto type = schema::part_type<Cropping<Cropping1dConfig>, Layer>(
      "cropping1d", "Cropping1D", "Cuts off the first and the last steps of a sequence.",
      cropping_fields<Cropping1dConfig>("layer 'cropping1d'"),
      {{"cropping1d", {5, 2}}, {"{type: cropping1d, cropping: [0, 2]}", {5, 2}}});
  return type;
}

const schema::PartType<Layer>& cropping2d_layer() {
  static const auto type = schema::part_type<Cropping<Cropping2dConfig>, Layer>(
      "cropping2d", "Cropping2D", "Cuts off rows and columns on the sides of an image.", cropping2d_fields(),
      {{"cropping2d", {3, 3, 2}},
       {"{type: cropping2d, cropping: 1}", {4, 3, 2}},
       {"{type: cropping2d, cropping: [[1, 0], [0, 2]]}", {3, 4, 2}}});
  return type;
}

}  // namespace nnctl
