// Activations as layers. Keras 3.15.1, keras/src/layers/activations: activation.py, relu.py, leaky_relu.py, elu.py.
#include "layers/activation_layer.hpp"

#include "activations/linear_units.hpp"
#include "activations/registry.hpp"
#include "layers/activated_shape.hpp"
#include "layers/registry.hpp"

namespace nnctl {

using schema::Schema;

LayerPlan ActivationLayer::plan(const TensorSpec& input) const {
  if (input.shape.rank() == 0) {
    throw ShapeMismatch(
        "activation needs an input with at least one axis beside the batch, got " + to_string_with_batch(input.shape),
        "give the input an axis of features");
  }
  LayerPlan plan;
  plan.output = {activated_shape(config_.name(), *activation_, input.shape), input.has_mask};
  plan.aliases_input = activation_->is_linear();
  return plan;
}

void ActivationLayer::forward(const ForwardCall& call) const {
  const std::int64_t columns = call.input.shape[-1];
  activation_->forward(call.rows * (call.input.num_elements() / columns), columns, call.x, call.y);
}

void ActivationLayer::backward(const BackwardCall& call) const {
  if (call.dx == nullptr) return;
  const std::int64_t columns = call.input.shape[-1];
  activation_->backward(call.rows * (call.input.num_elements() / columns), columns, call.x, call.y, call.dy, call.dx);
}

namespace {

struct AnyActivationConfig {
  ActivationConfig activation;
};
class AnyActivation final : public ActivationLayer {
 public:
  explicit AnyActivation(const AnyActivationConfig& config) : ActivationLayer(config.activation) {}
};

struct LeakyReluLayerConfig {
  double negative_slope = 0.3;  // the activation's is 0.2
};

/// The activation that a layer of the same name runs.
struct UnitLayer final : public ActivationLayer {
  explicit UnitLayer(const ReluConfig& config)
      : ActivationLayer({relu_activation(), std::make_shared<ReluConfig>(config)}) {}
  explicit UnitLayer(const Elu& config) : ActivationLayer({elu_activation(), std::make_shared<Elu>(config)}) {}
  explicit UnitLayer(const LeakyReluLayerConfig& config)
      : ActivationLayer({leaky_relu_activation(), std::make_shared<LeakyRelu>(LeakyRelu{config.negative_slope})}) {}
};

}  // namespace

const schema::PartType<Layer>& activation_layer() {
  static const auto type = schema::part_type<AnyActivation, Layer>(
      "activation", "Activation", "Applies an activation to its input.",
      Schema<AnyActivationConfig>("layer 'activation'", "")
          .required("activation", &AnyActivationConfig::activation, "Which one."),
      {{"{type: activation, activation: relu}", {5}},
       {"{type: activation, activation: softmax}", {3, 4}},
       {"{type: activation, activation: {type: elu, alpha: 0.5}}", {2, 3}},
       {"{type: activation, activation: glu}", {3, 6}},
       {"{type: activation, activation: linear}", {4}}});
  return type;
}

const schema::PartType<Layer>& relu_layer() {
  static const auto type = schema::part_type<UnitLayer, Layer>(
      "relu", "ReLU",
      "max(x, 0); with parameters: x up to max_value above threshold, negative_slope * (x - threshold) below.",
      relu_fields("layer 'relu'", schema::at_least(0.0)),
      {{"relu", {5}}, {"{type: relu, negative_slope: 0.1, max_value: 2.0, threshold: 0.25}", {2, 3}, true}}, {"re_lu"});
  return type;
}

const schema::PartType<Layer>& leaky_relu_layer() {
  static const auto type = schema::part_type<UnitLayer, Layer>(
      "leaky_relu", "LeakyReLU", "x where x > 0, negative_slope * x elsewhere.",
      Schema<LeakyReluLayerConfig>("layer 'leaky_relu'", "")
          .field("negative_slope", &LeakyReluLayerConfig::negative_slope,
                 "Slope of the negative side; of the activation 'leaky_relu' it is 0.2.", schema::at_least(0.0)),
      {{"leaky_relu", {5}}, {"{type: leaky_relu, negative_slope: 0.01}", {2, 3}, true}}, {"leaky_re_lu"});
  return type;
}

const schema::PartType<Layer>& elu_layer() {
  static const auto type = schema::part_type<UnitLayer, Layer>(
      "elu", "ELU", "x where x > 0, alpha * (exp(x) - 1) elsewhere.", elu_fields("layer 'elu'"),
      {{"elu", {5}}, {"{type: elu, alpha: 0.5}", {2, 3}, true}});
  return type;
}

}  // namespace nnctl
