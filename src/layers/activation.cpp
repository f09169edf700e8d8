// An activation as a layer of its own. Keras 3.15.1, keras/src/layers/activations/activation.py.
#include "layers/activated_shape.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

struct ActivationLayerConfig {
  ActivationConfig activation;
};

class ActivationLayer final : public Layer {
 public:
  explicit ActivationLayer(const ActivationLayerConfig& config)
      : config_(config.activation), activation_(config.activation.make()) {}

  LayerPlan plan(const TensorSpec& input) const override {
    if (input.shape.rank() == 0) {
      throw ShapeMismatch(
          "activation needs an input with at least one axis beside the batch, got " + to_string_with_batch(input.shape),
          "give the input an axis of features");
    }
    LayerPlan plan;
    plan.output.shape = activated_shape(config_.name(), *activation_, input.shape);
    plan.aliases_input = activation_->is_linear();
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const std::int64_t columns = call.input.shape[-1];
    activation_->forward(call.rows * (call.input.num_elements() / columns), columns, call.x, call.y);
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const std::int64_t columns = call.input.shape[-1];
    activation_->backward(call.rows * (call.input.num_elements() / columns), columns, call.x, call.y, call.dy, call.dx);
  }

  ActivationConfig output_activation() const override {
    return activation_->is_linear() ? ActivationConfig() : config_;
  }

 private:
  ActivationConfig config_;
  std::unique_ptr<Activation> activation_;
};

}  // namespace

const schema::PartType<Layer>& activation_layer() {
  static const auto type = schema::part_type<ActivationLayer, Layer>(
      "activation", "Activation", "Applies an activation to its input.",
      schema::Schema<ActivationLayerConfig>("layer 'activation'", "")
          .required("activation", &ActivationLayerConfig::activation, "Which one."),
      {{"{type: activation, activation: relu}", {5}},
       {"{type: activation, activation: softmax}", {3, 4}},
       {"{type: activation, activation: {type: elu, alpha: 0.5}}", {2, 3}},
       {"{type: activation, activation: glu}", {3, 6}},
       {"{type: activation, activation: linear}", {4}}});
  return type;
}

}  // namespace nnctl
