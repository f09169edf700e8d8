// An activation run as a layer of its own.
#pragma once

#include "layers/layer.hpp"

namespace nnctl {

class ActivationLayer : public Layer {
 public:
  explicit ActivationLayer(const ActivationConfig& activation) : config_(activation), activation_(activation.make()) {}

  LayerPlan plan(const TensorSpec& input) const override;
  void forward(const ForwardCall& call) const override;
  void backward(const BackwardCall& call) const override;

  ActivationConfig output_activation() const override {
    return activation_->is_linear() ? ActivationConfig() : config_;
  }

 private:
  ActivationConfig config_;
  std::unique_ptr<Activation> activation_;
};

}  // namespace nnctl
