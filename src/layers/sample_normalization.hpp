// What the layers that normalize each sample by itself share; they differ in which of its values form a group.
#pragma once

#include "layers/gamma_beta.hpp"
#include "layers/group_statistics.hpp"
#include "layers/layer.hpp"

namespace nnctl {

class SampleNormalization : public Layer {
 public:
  void forward(const ForwardCall& call) const final {
    sample(call.input.shape)
        .normalize(call.rows, weights_.epsilon, call.x, weights_.gamma_of(call.parameters),
                   weights_.beta_of(call.parameters), call.saved, call.y);
  }

  void backward(const BackwardCall& call) const final {
    sample(call.input.shape)
        .backward(call.rows, call.x, weights_.gamma_of(call.parameters), call.saved, call.dy,
                  {.dx = call.dx,
                   .dgamma = weights_.gamma_of(call.gradients),
                   .dbeta = weights_.beta_of(call.gradients),
                   .num_weights = num_weights(call.input.shape)});
  }

 protected:
  explicit SampleNormalization(const GammaBetaConfig& weights) : weights_(weights) {}

  /// For an input that the layer takes, with gamma and beta of this shape.
  LayerPlan plan_of(const TensorSpec& input, const Shape& weights) const {
    LayerPlan plan;
    plan.output = input;
    plan.parameters = weights_.parameters(weights);
    plan.saved = 2 * sample(input.shape).num_groups();
    plan.flops = 8 * input.num_elements();
    return plan;
  }

 private:
  virtual GroupedSample sample(const Shape& shape) const = 0;
  /// Of gamma, and of beta.
  virtual std::int64_t num_weights(const Shape& shape) const = 0;

  GammaBetaConfig weights_;
};

}  // namespace nnctl
