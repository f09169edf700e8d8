// conv2d_transpose: the adjoint of a conv2d whose input has this layer's output size. Keras 3.15.1,
// keras/src/layers/convolutional/base_conv_transpose.py; sizes and padding: keras/src/backend/common/backend_utils.py.
#include <algorithm>

#include "layers/activated_map.hpp"
#include "layers/convolution.hpp"
#include "layers/data_format.hpp"
#include "layers/registry.hpp"
#include "layers/spatial_input.hpp"

namespace nnctl {

namespace {

using kernels::Convolution;
using schema::Schema;

constexpr const char* kName = "conv2d_transpose";

struct ConvTransposeConfig : MapOutput {
  std::int64_t filters = 0;
  Window2 kernel_size;
  Window2 strides = Window2::all(1);
  Padding padding{};
  DataFormat data_format{};
  Window2 dilation_rate = Window2::all(1);
  std::optional<Margin2> output_padding;
  WeightConfig kernel = WeightConfig::initialized_by("glorot_uniform");
};

class ConvTranspose final : public ActivatedMap {
 public:
  explicit ConvTranspose(const ConvTransposeConfig& config) : ActivatedMap(config), config_(config) {}

  std::unique_ptr<Layer> without_activation() const override {
    ConvTransposeConfig config = config_;
    config.activation.reset();
    return std::make_unique<ConvTranspose>(config);
  }

 protected:
  LayerPlan plan_map(const TensorSpec& input) const override;
  Shape map_shape(const Shape& input) const override {
    const Convolution shape = adjoint(input);
    return {shape.y.inputs, shape.x.inputs, config_.filters};
  }

  void map_forward(const ForwardCall& call, const Real* bias, kernels::Epilogue epilogue, Real* z,
                   Real*) const override {
    kernels::convolve_transposed(adjoint(call.input.shape), call.rows, call.x, call.parameters[0], bias, epilogue, z,
                                 call.scratch);
  }

  void map_backward(const BackwardCall& call, const Real* dz, const Real*, Real*) const override {
    const Convolution shape = adjoint(call.input.shape);
    if (Real* dkernel = call.gradients[0]) {
      kernels::convolution_kernel_gradient(shape, call.rows, dz, call.x, dkernel, call.scratch);
    }
    if (call.dx == nullptr) return;
    kernels::convolve(shape, call.rows, dz, call.parameters[0], nullptr, kernels::Epilogue::kNone, call.dx,
                      call.scratch);
  }

 private:
  kernels::ConvolutionAxis axis(std::int64_t inputs, int index) const;
  /// From this layer's output to its input.
  Convolution adjoint(const Shape& input) const {
    return {
        .y = axis(input[0], 0), .x = axis(input[1], 1), .channels = config_.filters, .filters = input[2], .groups = 1};
  }

  ConvTransposeConfig config_;
};

kernels::ConvolutionAxis ConvTranspose::axis(std::int64_t inputs, int index) const {
  const AxisWindow window{config_.kernel_size[index], config_.strides[index], config_.dilation_rate[index]};
  const std::int64_t reach = window.reach();
  std::int64_t outputs = (inputs - 1) * window.stride;
  std::int64_t cropped = 0;  // before the first output
  if (!config_.output_padding) {
    outputs += config_.padding == Padding::kValid ? std::max(reach, window.stride) : window.stride;
    if (config_.padding == Padding::kSame) cropped = std::max<std::int64_t>(reach - window.stride, 0) / 2;
  } else {
    const std::int64_t extra = (*config_.output_padding)[index];
    outputs += (config_.padding == Padding::kValid ? reach : reach % 2) + extra;
    if (config_.padding == Padding::kSame) {
      const std::int64_t total = reach + reach % 2 - 2 + extra;
      cropped = reach - 1 - std::min((total + 1) / 2, reach - 1);
    }
  }
  return convolution_axis(outputs, window, {.outputs = inputs, .before = cropped});
}

LayerPlan ConvTranspose::plan_map(const TensorSpec& input) const {
  require_image(kName, input.shape);
  require_no_strided_dilation(kName, config_.strides, config_.dilation_rate);
  for (int axis = 0; config_.output_padding && axis < 2; ++axis) {
    const std::int64_t extra = (*config_.output_padding)[axis];
    if (extra < config_.strides[axis]) continue;
    throw ShapeMismatch(
        fmt::format("{}: output_padding {} must be below strides {}", kName, extra, config_.strides[axis]),
        "make 'output_padding' smaller, or leave it out");
  }
  const Convolution shape = adjoint(input.shape);
  if (shape.y.inputs < 1 || shape.x.inputs < 1) {
    throw ShapeMismatch(fmt::format("{} makes an output of {} x {} from {}", kName, shape.y.inputs, shape.x.inputs,
                                    to_string_with_batch(input.shape)),
                        "leave 'output_padding' out, or choose an odd 'kernel_size'");
  }
  require_countable(kName, shape);
  LayerPlan plan;
  plan.output.shape = map_shape(input.shape);
  plan.parameters.push_back(parameter_spec(
      "kernel", {config_.kernel_size[0], config_.kernel_size[1], config_.filters, input.shape[2]}, config_.kernel));
  plan.scratch = kernels::convolution_scratch(shape);
  plan.flops = convolution_flops(shape);
  return plan;
}

Schema<ConvTransposeConfig> fields() {
  using Config = ConvTransposeConfig;
  Schema<Config> fields(std::string("layer '") + kName + "'", "");
  fields.required("filters", &Config::filters, "Number of channels of the output.", countable())
      .required("kernel_size", &Config::kernel_size, "Height and width that each input pixel is spread over.")
      .field("strides", &Config::strides, "Distance in the output between neighbouring input pixels.")
      .field("padding", &Config::padding,
             "'valid': the output holds all that is spread; 'same': it is the input's size times strides.")
      .field("output_padding", &Config::output_padding,
             "Rows and columns more at the output's end, below strides; null: as 'padding' says.");
  data_format_field(fields, &Config::data_format)
      .field("dilation_rate", &Config::dilation_rate, "Distance between neighbouring taps of the window.");
  activation_fields(fields);
  weight_fields(fields, "kernel", &Config::kernel, "kernel (height, width, filters, channels)");
  bias_fields(fields);
  return fields;
}

}  // namespace

const schema::PartType<Layer>& conv2d_transpose_layer() {
  static const auto type = schema::part_type<ConvTranspose, Layer>(
      "conv2d_transpose", "Conv2DTranspose",
      "Spreads each input pixel over a window of a larger image: a convolution backwards.", fields(),
      {{"{type: conv2d_transpose, filters: 3, kernel_size: 3}", {3, 4, 2}},
       {"{type: conv2d_transpose, filters: 2, kernel_size: 3, strides: 2, padding: same, activation: sigmoid}",
        {3, 2, 3}},
       {"{type: conv2d_transpose, filters: 2, kernel_size: 2, strides: [3, 1], output_padding: [1, 0]}", {2, 3, 2}},
       {"{type: conv2d_transpose, filters: 2, kernel_size: [2, 3], dilation_rate: 2, padding: same, use_bias: false}",
        {3, 3, 2}},
       {"{type: conv2d_transpose, filters: 4, kernel_size: 2, strides: 2, activation: glu}", {2, 2, 3}}},
      {"Convolution2DTranspose"});
  return type;
}

}  // namespace nnctl
