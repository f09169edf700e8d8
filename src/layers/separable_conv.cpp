// depthwise_conv2d, every channel by kernels of its own, and separable_conv2d, the same followed by a weighted sum of
// the channels at each pixel. Keras 3.15.1, keras/src/layers/convolutional/base_depthwise_conv.py and
// base_separable_conv.py. Unlike conv2d, both take strides together with dilation.
#include "kernels/depthwise.hpp"
#include "layers/activated_map.hpp"
#include "layers/convolution.hpp"
#include "layers/data_format.hpp"
#include "layers/registry.hpp"
#include "layers/spatial_input.hpp"

namespace nnctl {

namespace {

using kernels::Convolution;
using kernels::Depthwise;
using schema::Schema;

/// What both layers do first.
struct DepthwiseStep {
  Window2 kernel_size;
  Window2 strides = Window2::all(1);
  Padding padding{};
  DataFormat data_format{};
  Window2 dilation_rate = Window2::all(1);
  std::int64_t depth_multiplier = 1;
  WeightConfig depthwise = WeightConfig::initialized_by("glorot_uniform");

  PlacedWindow placed(const Shape& input, int axis) const {
    const AxisWindow window{kernel_size[axis], strides[axis], dilation_rate[axis]};
    return {input[axis], window, axis_geometry(input[axis], window, padding)};
  }
  Depthwise on(const Shape& input) const {
    const auto axis = [&](int index) {
      const PlacedWindow placed_window = placed(input, index);
      return convolution_axis(placed_window.inputs, placed_window.window, placed_window.geometry);
    };
    return {.y = axis(0), .x = axis(1), .channels = input[2], .multiplier = depth_multiplier};
  }
  /// Throws ShapeMismatch.
  void require_fit(const std::string& layer, const Shape& input) const {
    require_image(layer, input);
    require_outputs(layer, "kernel_size", {placed(input, 0), placed(input, 1)});
    require_countable(layer, as_convolution(on(input)));
  }
  Shape kernel_shape(const Shape& input) const { return {kernel_size[0], kernel_size[1], input[2], depth_multiplier}; }

  static Convolution as_convolution(const Depthwise& shape) {
    return {shape.y, shape.x, shape.channels, shape.filters(), shape.channels};
  }
};

struct DepthwiseConfig : DepthwiseStep, MapOutput {};

class DepthwiseConv2d final : public ActivatedMap {
 public:
  explicit DepthwiseConv2d(const DepthwiseConfig& config) : ActivatedMap(config), config_(config) {}

  std::unique_ptr<Layer> without_activation() const override {
    DepthwiseConfig config = config_;
    config.activation.reset();
    return std::make_unique<DepthwiseConv2d>(config);
  }

 protected:
  LayerPlan plan_map(const TensorSpec& input) const override {
    config_.require_fit("depthwise_conv2d", input.shape);
    LayerPlan plan;
    plan.output.shape = map_shape(input.shape);
    plan.parameters.push_back(parameter_spec("kernel", config_.kernel_shape(input.shape), config_.depthwise));
    plan.flops = convolution_flops(DepthwiseStep::as_convolution(config_.on(input.shape)));
    return plan;
  }

  Shape map_shape(const Shape& input) const override {
    const Depthwise shape = config_.on(input);
    return {shape.y.outputs, shape.x.outputs, shape.filters()};
  }

  void map_forward(const ForwardCall& call, const Real* bias, kernels::Epilogue epilogue, Real* z,
                   Real*) const override {
    kernels::convolve_depthwise(config_.on(call.input.shape), call.rows, call.x, call.parameters[0], bias, epilogue, z);
  }

  void map_backward(const BackwardCall& call, const Real* dz, const Real*, Real*) const override {
    const Depthwise shape = config_.on(call.input.shape);
    if (Real* dkernel = call.gradients[0]) kernels::depthwise_kernel_gradient(shape, call.rows, call.x, dz, dkernel);
    if (call.dx != nullptr) kernels::depthwise_input_gradient(shape, call.rows, dz, call.parameters[0], call.dx);
  }

 private:
  DepthwiseConfig config_;
};

struct SeparableConfig : DepthwiseStep, MapOutput {
  std::int64_t filters = 0;
  WeightConfig pointwise = WeightConfig::initialized_by("glorot_uniform");
};

class SeparableConv2d final : public ActivatedMap {
 public:
  explicit SeparableConv2d(const SeparableConfig& config) : ActivatedMap(config), config_(config) {}

  std::unique_ptr<Layer> without_activation() const override {
    SeparableConfig config = config_;
    config.activation.reset();
    return std::make_unique<SeparableConv2d>(config);
  }

 protected:
  LayerPlan plan_map(const TensorSpec& input) const override;
  Shape map_shape(const Shape& input) const override {
    const Depthwise shape = config_.on(input);
    return {shape.y.outputs, shape.x.outputs, config_.filters};
  }

  // t = depthwise(x), saved;  z = t * pointwise + bias
  void map_forward(const ForwardCall& call, const Real* bias, kernels::Epilogue epilogue, Real* z,
                   Real* saved) const override {
    const Depthwise shape = config_.on(call.input.shape);
    kernels::convolve_depthwise(shape, call.rows, call.x, call.parameters[0], nullptr, kernels::Epilogue::kNone, saved);
    kernels::convolve(pointwise(shape), call.rows, saved, call.parameters[1], bias, epilogue, z, call.scratch);
  }

  void map_backward(const BackwardCall& call, const Real* dz, const Real* saved, Real* dt) const override {
    const Depthwise shape = config_.on(call.input.shape);
    const Convolution mixing = pointwise(shape);
    if (Real* dpointwise = call.gradients[1]) {
      kernels::convolution_kernel_gradient(mixing, call.rows, saved, dz, dpointwise, call.scratch);
    }
    Real* ddepthwise = call.gradients[0];
    if (ddepthwise == nullptr && call.dx == nullptr) return;
    kernels::convolution_input_gradient(mixing, call.rows, dz, call.parameters[1], dt, call.scratch);
    if (ddepthwise != nullptr) kernels::depthwise_kernel_gradient(shape, call.rows, call.x, dt, ddepthwise);
    if (call.dx != nullptr) kernels::depthwise_input_gradient(shape, call.rows, dt, call.parameters[0], call.dx);
  }

 private:
  /// The sum over the channels at each pixel, as a convolution with a window of one.
  Convolution pointwise(const Depthwise& shape) const {
    const auto every = [](std::int64_t size) { return convolution_axis(size, {}, AxisGeometry{.outputs = size}); };
    return {every(shape.y.outputs), every(shape.x.outputs), shape.filters(), config_.filters, 1};
  }

  SeparableConfig config_;
};

LayerPlan SeparableConv2d::plan_map(const TensorSpec& input) const {
  config_.require_fit("separable_conv2d", input.shape);
  const Depthwise shape = config_.on(input.shape);
  const Convolution mixing = pointwise(shape);
  require_countable("separable_conv2d", mixing);
  LayerPlan plan;
  plan.output.shape = map_shape(input.shape);
  plan.parameters.push_back(parameter_spec("depthwise_kernel", config_.kernel_shape(input.shape), config_.depthwise));
  plan.parameters.push_back(
      parameter_spec("pointwise_kernel", {1, 1, shape.filters(), config_.filters}, config_.pointwise));
  plan.saved = shape.output_size();
  plan.workspace = shape.output_size();
  plan.scratch = kernels::convolution_scratch(mixing);
  plan.flops = convolution_flops(DepthwiseStep::as_convolution(shape)) + convolution_flops(mixing);
  return plan;
}

template <class Config>
void step_fields(Schema<Config>& fields) {
  Window2 Config::*const kernel_size = &Config::kernel_size;
  std::int64_t Config::*const depth_multiplier = &Config::depth_multiplier;
  fields.required("kernel_size", kernel_size, "Height and width of the window.")
      .field("depth_multiplier", depth_multiplier, "Kernels of each channel, and channels that come out of it.",
             countable());
  Window2 Config::*const strides = &Config::strides;
  Padding Config::*const padding = &Config::padding;
  Window2 Config::*const dilation_rate = &Config::dilation_rate;
  fields.field("strides", strides, "How far the window moves from one output to the next.")
      .field("padding", padding, kPaddingText)
      .field("dilation_rate", dilation_rate, "Distance between neighbouring taps of the window.");
  data_format_field<Config>(fields, &Config::data_format);
}

Schema<DepthwiseConfig> depthwise_fields() {
  Schema<DepthwiseConfig> fields("layer 'depthwise_conv2d'", "");
  step_fields(fields);
  activation_fields(fields);
  weight_fields<DepthwiseConfig>(fields, "depthwise", &DepthwiseConfig::depthwise,
                                 "kernel (height, width, channels, depth_multiplier)");
  bias_fields(fields);
  return fields;
}

Schema<SeparableConfig> separable_fields() {
  Schema<SeparableConfig> fields("layer 'separable_conv2d'", "");
  fields.required("filters", &SeparableConfig::filters, "Number of channels of the output.", countable());
  step_fields(fields);
  activation_fields(fields);
  weight_fields<SeparableConfig>(fields, "depthwise", &SeparableConfig::depthwise,
                                 "first kernel (height, width, channels, depth_multiplier)");
  weight_fields(fields, "pointwise", &SeparableConfig::pointwise,
                "second kernel (1, 1, channels * depth_multiplier, filters)");
  bias_fields(fields);
  return fields;
}

}  // namespace

const schema::PartType<Layer>& depthwise_conv2d_layer() {
  static const auto type = schema::part_type<DepthwiseConv2d, Layer>(
      "depthwise_conv2d", "DepthwiseConv2D", "Slides over each channel of an image kernels of its own.",
      depthwise_fields(),
      {{"{type: depthwise_conv2d, kernel_size: 3}", {5, 6, 3}},
       {"{type: depthwise_conv2d, kernel_size: 2, depth_multiplier: 2, activation: relu}", {4, 4, 2}},
       {"{type: depthwise_conv2d, kernel_size: [3, 2], strides: [2, 1], padding: same, use_bias: false}", {5, 4, 3}},
       {"{type: depthwise_conv2d, kernel_size: 2, strides: 2, dilation_rate: 2, depth_multiplier: 3, activation: gelu}",
        {6, 5, 1}}});
  return type;
}

const schema::PartType<Layer>& separable_conv2d_layer() {
  static const auto type = schema::part_type<SeparableConv2d, Layer>(
      "separable_conv2d", "SeparableConv2D",
      "Slides over each channel kernels of its own, then mixes the channels at each pixel.", separable_fields(),
      {{"{type: separable_conv2d, filters: 4, kernel_size: 3}", {5, 5, 3}},
       {"{type: separable_conv2d, filters: 3, kernel_size: 2, depth_multiplier: 2, padding: same, activation: relu}",
        {4, 5, 2}},
       {"{type: separable_conv2d, filters: 6, kernel_size: 2, strides: 2, activation: glu, pointwise_regularizer: l2}",
        {6, 4, 2}},
       {"{type: separable_conv2d, filters: 3, kernel_size: 2, dilation_rate: 2, activation: silu, use_bias: false}",
        {5, 5, 2}}},
      {"SeparableConvolution2D"});
  return type;
}

}  // namespace nnctl
