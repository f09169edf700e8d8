// What the layers that drop values at random share: which values, and when.
#pragma once

#include <algorithm>
#include <string>

#include "layers/layer.hpp"
#include "layers/noise.hpp"

namespace nnctl {

/// While training, `saved` holds each value's factor, 0 for what is dropped; else, and at rate 0, y is x.
class Dropping : public Layer {
 public:
  LayerPlan plan(const TensorSpec& input) const override {
    noise_.check(name_, input.shape);
    LayerPlan plan;
    plan.output = input;
    plan.aliases_input = !kept_.drops();
    if (plan.aliases_input) return plan;
    plan.saved = input.num_elements();
    plan.workspace = noise_.workspace(input.shape);
    return plan;
  }

  void forward(const ForwardCall& call) const final {
    const std::int64_t n = call.rows * call.input.num_elements();
    if (!drops(call.context)) {
      std::copy_n(call.x, n, call.y);
      return;
    }
    noise_.fill(call.context, call.rows, call.input.shape, call.workspace, call.saved, kept_);
    drop(n, call.saved, call.x, call.y);
  }

  void backward(const BackwardCall& call) const final {
    if (call.dx == nullptr) return;
    const std::int64_t n = call.rows * call.input.num_elements();
    if (drops(call.context)) {
      drop_gradient(n, call.saved, call.dy, call.dx);
    } else {
      std::copy_n(call.dy, n, call.dx);
    }
  }

 protected:
  /// `name` is the layer's type, for its messages.
  Dropping(std::string name, Noise noise, KeptFactors kept)
      : name_(std::move(name)), noise_(std::move(noise)), kept_(kept) {}

 private:
  bool drops(const LayerContext& context) const { return context.training && kept_.drops(); }
  virtual void drop(std::int64_t n, const Real* factors, const Real* x, Real* y) const = 0;
  virtual void drop_gradient(std::int64_t n, const Real* factors, const Real* dy, Real* dx) const = 0;

  std::string name_;
  Noise noise_;
  KeptFactors kept_;
};

}  // namespace nnctl
