// One layer applied to every step by itself: its rows are the batch's rows times the steps. Keras 3.15.1,
// keras/src/layers/rnn/time_distributed.py.
#include <fmt/format.h>

#include "layers/inner_layer.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

struct TimeDistributedConfig {
  InnerLayer layer;
};

class TimeDistributed final : public Layer {
 public:
  explicit TimeDistributed(const TimeDistributedConfig& config) : config_(config), inner_(config.layer.part.make()) {}

  LayerPlan plan(const TensorSpec& input) const override;
  void forward(const ForwardCall& call) const override;
  void backward(const BackwardCall& call) const override;

 private:
  static TensorSpec step_of(const TensorSpec& input) { return {Shape(input.shape.dims().subspan(1))}; }
  static LayerContext context_of(LayerContext context, std::int64_t T) {
    context.first_row *= T;
    return context;
  }
  /// The workspace begins with room for a mask that the inner layer may make; nobody reads it.
  static std::int64_t mask_room(const TensorSpec& input) { return input.shape[0] * input.shape[1]; }

  TimeDistributedConfig config_;
  std::unique_ptr<Layer> inner_;
};

LayerPlan TimeDistributed::plan(const TensorSpec& input) const {
  if (input.shape.rank() < 2) {
    throw ShapeMismatch("time_distributed needs (steps, ...), got " + to_string_with_batch(input.shape),
                        "put {type: reshape, target_shape: [steps, features]} before it, or use the inner layer alone");
  }
  const std::string& name = config_.layer.part.name();
  const std::int64_t T = input.shape[0];
  LayerPlan inner;
  try {
    inner = inner_->plan(step_of(input));
  } catch (const ShapeMismatch& mismatch) {
    throw ShapeMismatch(fmt::format("at each step of time_distributed, {}", mismatch.what()), mismatch.hint);
  }
  if (inner.forward_sums > 0) {
    throw ShapeMismatch(fmt::format("time_distributed cannot hold a {}: its rows depend on each other", name),
                        fmt::format("put the {} outside: it takes inputs with steps", name));
  }
  LayerPlan plan;
  std::vector<std::int64_t> dims = {T};
  dims.insert(dims.end(), inner.output.shape.dims().begin(), inner.output.shape.dims().end());
  plan.output = {Shape(dims), input.has_mask};
  add_inner_parameters(config_.layer.weight_name(), inner.parameters, plan);
  plan.saved = T * inner.saved;
  plan.workspace = T * inner.workspace + mask_room(input);
  plan.scratch = inner.scratch;
  plan.aliases_input = inner.aliases_input;
  plan.input_ids = inner.input_ids;
  plan.flops = T * inner.flops;
  return plan;
}

void TimeDistributed::forward(const ForwardCall& call) const {
  const TensorSpec step = step_of(call.input);
  const std::int64_t T = call.input.shape[0];
  inner_->forward({.context = context_of(call.context, T),
                   .rows = call.rows * T,
                   .input = step,
                   .x = call.x,
                   .parameters = call.parameters,
                   .y = call.y,
                   .output_mask = call.workspace,
                   .saved = call.saved,
                   .workspace = call.workspace + call.rows * mask_room(call.input),
                   .scratch = call.scratch});
}

void TimeDistributed::backward(const BackwardCall& call) const {
  const TensorSpec step = step_of(call.input);
  const std::int64_t T = call.input.shape[0];
  inner_->backward({.context = context_of(call.context, T),
                    .rows = call.rows * T,
                    .input = step,
                    .x = call.x,
                    .y = call.y,
                    .parameters = call.parameters,
                    .saved = call.saved,
                    .dy = call.dy,
                    .dx = call.dx,
                    .gradients = call.gradients,
                    .workspace = call.workspace + call.rows * mask_room(call.input),
                    .scratch = call.scratch});
}

}  // namespace

const schema::PartType<Layer>& time_distributed_layer() {
  static const auto type = schema::part_type<TimeDistributed, Layer>(
      "time_distributed", "TimeDistributed", "Applies one layer, with one set of weights, to every step by itself.",
      schema::Schema<TimeDistributedConfig>("layer 'time_distributed'", "")
          .required("layer", &TimeDistributedConfig::layer, "The layer for a step's values; it may have a 'name'."),
      {{"{type: time_distributed, layer: {type: dense, units: 3, activation: softmax}}", {4, 2}, true},
       {"{type: time_distributed, layer: {type: dropout, rate: 0.5}}", {4, 3}},
       {"{type: time_distributed, layer: flatten}", {2, 3, 2}},
       {"{type: time_distributed, layer: {type: lstm, units: 2, name: inner, recurrent_dropout: 0.3}}", {2, 3, 2}},
       {"{type: time_distributed, layer: {type: embedding, input_dim: 5, output_dim: 2, mask_zero: true}}",
        {2, 3},
        false,
        5}});
  return type;
}

}  // namespace nnctl
