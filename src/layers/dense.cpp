// Fully connected: y = activation(x W + b) over the last axis. Keras 3.15.1, keras/src/layers/core/dense.py.
#include <optional>

#include "base/assert.hpp"
#include "kernels/elementwise.hpp"
#include "kernels/gemm.hpp"
#include "kernels/reduce.hpp"
#include "layers/activated_shape.hpp"
#include "layers/registry.hpp"
#include "layers/units.hpp"
#include "layers/weight_config.hpp"

namespace nnctl {

namespace {

using kernels::Epilogue;
using kernels::Op;
using schema::Schema;

struct DenseConfig {
  Units units;
  std::optional<ActivationConfig> activation;
  bool use_bias = true;
  WeightConfig kernel = WeightConfig::initialized_by("glorot_uniform");
  WeightConfig bias = WeightConfig::initialized_by("zeros");
};

class Dense final : public Layer {
 public:
  explicit Dense(const DenseConfig& config) : config_(config) {
    if (!config_.activation) return;
    activation_ = config_.activation->make();
    if (activation_->is_linear()) activation_.reset();
  }

  LayerPlan plan(const TensorSpec& input) const override;
  void forward(const ForwardCall& call) const override;
  void backward(const BackwardCall& call) const override;

  ActivationConfig output_activation() const override { return activation_ ? *config_.activation : ActivationConfig(); }
  std::unique_ptr<Layer> without_activation() const override {
    DenseConfig config = config_;
    config.activation.reset();
    return std::make_unique<Dense>(config);
  }

 private:
  /// U, the width before the activation.
  std::int64_t units() const {
    NNCTL_ASSERT(config_.units.value, "units: auto must be filled in before a dense layer is planned");
    return *config_.units.value;
  }
  bool fuses_relu() const { return activation_ && activation_->is_plain_relu(); }
  /// Whether the activation's input z stays beside its output y.
  bool keeps_z() const {
    if (!activation_ || fuses_relu()) return false;
    return activation_->backward_needs_input() || changes_width();
  }
  bool changes_width() const { return activation_ && activation_->output_columns(units()) != units(); }

  DenseConfig config_;
  std::unique_ptr<Activation> activation_;  // null when linear
};

LayerPlan Dense::plan(const TensorSpec& input) const {
  if (input.shape.rank() == 0) {
    throw ShapeMismatch(
        "dense needs an input with at least one axis beside the batch, got " + to_string_with_batch(input.shape),
        "give the input an axis of features");
  }
  const std::int64_t inputs = input.shape[-1];
  const std::int64_t positions = input.num_elements() / inputs;
  LayerPlan plan;
  plan.output = {input.shape.with_last(units()), input.has_mask};
  if (activation_) {
    plan.output.shape = activated_shape(config_.activation->name(), *activation_, plan.output.shape);
  }
  plan.parameters.push_back(parameter_spec("kernel", {inputs, units()}, config_.kernel));
  if (config_.use_bias) plan.parameters.push_back(parameter_spec("bias", {units()}, config_.bias));
  if (keeps_z()) plan.saved = positions * units();
  if (changes_width()) plan.workspace = positions * units();
  plan.flops = 2 * positions * inputs * units();
  return plan;
}

// B = batch rows times the axes before the last, I = inputs, U = units. z (B, U) = x (B, I) W (I, U) + b (U), y = f(z).
void Dense::forward(const ForwardCall& call) const {
  const std::int64_t I = call.input.shape[-1];
  const std::int64_t B = call.rows * (call.input.num_elements() / I);
  const std::int64_t U = units();
  const Real* W = call.parameters[0];
  const Real* b = config_.use_bias ? call.parameters[1] : nullptr;
  Real* z = keeps_z() ? call.saved : call.y;
  kernels::dense_forward(call.context.pool, B, I, U, call.x, W, b, fuses_relu() ? Epilogue::kRelu : Epilogue::kNone, z);
  if (activation_ && !fuses_relu()) activation_->forward(B, U, z, call.y);
}

// dz = dy f'(z);  dW (I, U) = x^T dz;  db (U) = sum of dz over B;  dx (B, I) = dz W^T
void Dense::backward(const BackwardCall& call) const {
  const std::int64_t I = call.input.shape[-1];
  const std::int64_t B = call.rows * (call.input.num_elements() / I);
  const std::int64_t U = units();
  ThreadPool* pool = call.context.pool;
  const Real* W = call.parameters[0];
  Real* dW = call.gradients[0];
  Real* db = config_.use_bias ? call.gradients[1] : nullptr;
  Real* dz = changes_width() ? call.workspace : call.dy;
  if (activation_) activation_->backward(B, U, keeps_z() ? call.saved : nullptr, call.y, call.dy, dz);
  if (dW != nullptr) kernels::gemm(pool, Op::kTranspose, Op::kNone, I, U, B, call.x, dz, 0, dW);
  if (db != nullptr) kernels::column_sums(B, U, dz, db);
  if (call.dx != nullptr) kernels::gemm(pool, Op::kNone, Op::kTranspose, B, I, U, dz, W, 0, call.dx);
}

Schema<DenseConfig> dense_fields() {
  Schema<DenseConfig> fields("layer 'dense'", "");
  fields
      .required("units", &DenseConfig::units,
                "Number of outputs; 'auto' on the last layer: what the target needs (its classes or numbers).")
      .field("activation", &DenseConfig::activation, "Applied to the sums; null for none.")
      .field("use_bias", &DenseConfig::use_bias, "Whether there is a bias.");
  weight_fields(fields, "kernel", &DenseConfig::kernel, "kernel (inputs, units)");
  weight_fields(fields, "bias", &DenseConfig::bias, "bias (units)");
  return fields.later("lora_rank", "Rank of a low-rank update that is trained in place of the kernel.")
      .later("lora_alpha", "Scale of that update.")
      .later("quantization_config", "How the kernel is quantized.");
}

}  // namespace

bool wants_units(const LayerPartConfig& layer) {
  return &layer.type() == &dense_layer() && !static_cast<const DenseConfig*>(layer.config())->units.value;
}

LayerPartConfig with_units(const LayerPartConfig& layer, std::int64_t units) {
  NNCTL_ASSERT(wants_units(layer) && units >= 1, "only a layer with units: auto takes units, at least 1");
  auto config = std::make_shared<DenseConfig>(*static_cast<const DenseConfig*>(layer.config()));
  config->units.value = units;
  return {layer.type(), std::move(config)};
}

const schema::PartType<Layer>& dense_layer() {
  static const auto type = schema::part_type<Dense, Layer>(
      "dense", "Dense", "Every output is a weighted sum of all inputs, plus a bias, through an activation.",
      dense_fields(),
      {{"{type: dense, units: 5}", {7}},
       {"{type: dense, units: 1, activation: sigmoid}", {3}},
       {"{type: dense, units: 64, activation: relu, kernel_regularizer: l2}", {3}},
       {"{type: dense, units: 4, activation: softmax, use_bias: false, kernel_initializer: he_normal}", {6}},
       {"{type: dense, units: 6, activation: gelu}", {2, 3, 4}},
       {"{type: dense, units: 6, activation: glu, bias_initializer: ones, bias_regularizer: l1}", {3, 5}}});
  return type;
}

}  // namespace nnctl
