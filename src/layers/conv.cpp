// conv1d and conv2d. Keras 3.15.1, keras/src/layers/convolutional/base_conv.py.
#include <array>
#include <type_traits>

#include "layers/activated_map.hpp"
#include "layers/convolution.hpp"
#include "layers/data_format.hpp"
#include "layers/registry.hpp"
#include "layers/spatial_input.hpp"

namespace nnctl {

namespace {

using schema::Schema;

template <int kAxes>
struct ConvConfig : MapOutput {
  std::int64_t filters = 0;
  Extents<kAxes> kernel_size;
  Extents<kAxes> strides = Extents<kAxes>::all(1);
  std::conditional_t<kAxes == 1, TimePadding, Padding> padding{};
  DataFormat data_format{};
  Extents<kAxes> dilation_rate = Extents<kAxes>::all(1);
  std::int64_t groups = 1;
  WeightConfig kernel = WeightConfig::initialized_by("glorot_uniform");
};

template <int kAxes>
class Conv final : public ActivatedMap {
 public:
  static constexpr const char* kName = kAxes == 1 ? "conv1d" : "conv2d";

  explicit Conv(const ConvConfig<kAxes>& config) : ActivatedMap(config), config_(config) {}

  std::unique_ptr<Layer> without_activation() const override {
    ConvConfig<kAxes> config = config_;
    config.activation.reset();
    return std::make_unique<Conv>(config);
  }

 protected:
  LayerPlan plan_map(const TensorSpec& input) const override;
  Shape map_shape(const Shape& input) const override { return output_shape(convolution(input)); }

  // z = x * kernel + bias
  void map_forward(const ForwardCall& call, const Real* bias, kernels::Epilogue epilogue, Real* z,
                   Real*) const override {
    kernels::convolve(convolution(call.input.shape), call.rows, call.x, call.parameters[0], bias, epilogue, z,
                      call.scratch);
  }

  // dkernel = sum over images and places of patch dz^T;  dx = adjoint of the convolution, of dz
  void map_backward(const BackwardCall& call, const Real* dz, const Real*, Real*) const override {
    const kernels::Convolution shape = convolution(call.input.shape);
    if (Real* dkernel = call.gradients[0]) {
      kernels::convolution_kernel_gradient(shape, call.rows, call.x, dz, dkernel, call.scratch);
    }
    if (call.dx == nullptr) return;
    kernels::convolution_input_gradient(shape, call.rows, dz, call.parameters[0], call.dx, call.scratch);
  }

 private:
  AxisWindow window(int axis) const {
    return {config_.kernel_size[axis], config_.strides[axis], config_.dilation_rate[axis]};
  }
  kernels::ConvolutionAxis axis(const Shape& input, int axis) const {
    return convolution_axis(input[axis], window(axis), axis_geometry(input[axis], window(axis), config_.padding));
  }
  kernels::Convolution convolution(const Shape& input) const {
    return {.y = kAxes == 1 ? single_row() : axis(input, 0),
            .x = axis(input, kAxes - 1),
            .channels = input[-1],
            .filters = config_.filters,
            .groups = config_.groups};
  }
  static Shape output_shape(const kernels::Convolution& shape) {
    if constexpr (kAxes == 1) return {shape.x.outputs, shape.filters};
    return {shape.y.outputs, shape.x.outputs, shape.filters};
  }

  ConvConfig<kAxes> config_;
};

template <int kAxes>
LayerPlan Conv<kAxes>::plan_map(const TensorSpec& input) const {
  if constexpr (kAxes == 1) {
    require_sequence(kName, input.shape);
  } else {
    require_image(kName, input.shape);
  }
  require_no_strided_dilation(kName, config_.strides, config_.dilation_rate);
  require_groups(kName, config_.groups, input.shape[-1], config_.filters);
  std::vector<PlacedWindow> windows;
  for (int axis = 0; axis < kAxes; ++axis) {
    const std::int64_t inputs = input.shape[axis];
    windows.push_back({inputs, window(axis), axis_geometry(inputs, window(axis), config_.padding)});
  }
  require_outputs(kName, "kernel_size", windows);
  const kernels::Convolution shape = convolution(input.shape);
  require_countable(kName, shape);

  std::vector<std::int64_t> kernel(config_.kernel_size.sizes.begin(), config_.kernel_size.sizes.end());
  kernel.push_back(shape.channels / shape.groups);
  kernel.push_back(shape.filters);
  LayerPlan plan;
  plan.output.shape = output_shape(shape);
  plan.parameters.push_back(parameter_spec("kernel", Shape(kernel), config_.kernel));
  plan.scratch = kernels::convolution_scratch(shape);
  plan.flops = convolution_flops(shape);
  return plan;
}

template <int kAxes>
Schema<ConvConfig<kAxes>> fields() {
  using Config = ConvConfig<kAxes>;
  const bool is_image = kAxes == 2;
  Schema<Config> fields(std::string("layer '") + Conv<kAxes>::kName + "'", "");
  fields.required("filters", &Config::filters, "Number of kernels, each makes one channel of the output.", countable())
      .required("kernel_size", &Config::kernel_size,
                is_image ? "Height and width of the window." : "Steps that the window covers.")
      .field("strides", &Config::strides, "How far the window moves from one output to the next.")
      .field("padding", &Config::padding,
             std::string(kPaddingText) + (is_image ? "" : " 'causal': zeros before it: no output sees a later step."));
  data_format_field(fields, &Config::data_format)
      .field("dilation_rate", &Config::dilation_rate, "Distance between neighbouring taps of the window.")
      .field("groups", &Config::groups, "Blocks of channels, each seen by its own block of filters.", countable());
  activation_fields(fields);
  weight_fields(
      fields, "kernel", &Config::kernel,
      is_image ? "kernel (height, width, channels / groups, filters)" : "kernel (steps, features / groups, filters)");
  bias_fields(fields);
  return fields;
}

}  // namespace

const schema::PartType<Layer>& conv1d_layer() {
  static const auto type = schema::part_type<Conv<1>, Layer>(
      "conv1d", "Conv1D", "Slides kernels along a sequence: each output is a weighted sum of a window of steps.",
      fields<1>(),
      {{"{type: conv1d, filters: 4, kernel_size: 3}", {7, 2}},
       {"{type: conv1d, filters: 3, kernel_size: 3, padding: causal, dilation_rate: 2, activation: tanh}", {6, 2}},
       {"{type: conv1d, filters: 4, kernel_size: [4], strides: 2, padding: same, groups: 2}", {7, 4}},
       {"{type: conv1d, filters: 4, kernel_size: 2, strides: 3, activation: gelu, use_bias: false}", {9, 3}}},
      {"Convolution1D"});
  return type;
}

const schema::PartType<Layer>& conv2d_layer() {
  static const auto type = schema::part_type<Conv<2>, Layer>(
      "conv2d", "Conv2D", "Slides kernels over an image: each output is a weighted sum of a window of pixels.",
      fields<2>(),
      {{"{type: conv2d, filters: 4, kernel_size: 3}", {6, 5, 2}},
       {"{type: conv2d, filters: 5, kernel_size: 3, padding: same, activation: relu}", {4, 4, 1}},
       {"{type: conv2d, filters: 3, kernel_size: [2, 3], strides: [2, 1], padding: same, activation: tanh}", {5, 4, 2}},
       {"{type: conv2d, filters: 4, kernel_size: 3, dilation_rate: 2, groups: 2, kernel_regularizer: l2}", {6, 6, 4}},
       {"{type: conv2d, filters: 16, kernel_size: 3, padding: same}", {5, 4, 16}},
       {"{type: conv2d, filters: 4, kernel_size: 1, activation: glu, use_bias: false}", {3, 3, 5}},
       {"{type: conv2d, filters: 2, kernel_size: 2, strides: 3, activation: silu, bias_initializer: ones}", {6, 7, 2}}},
      {"Convolution2D"});
  return type;
}

}  // namespace nnctl
