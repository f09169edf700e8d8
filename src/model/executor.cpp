#include "model/executor.hpp"

#include <algorithm>

#include "kernels/reduce.hpp"

namespace nnctl {

Executor::Executor(const ModelPlan& plan, std::uint64_t seed, std::int64_t capacity, bool with_backward)
    : plan_(plan), capacity_(capacity), with_backward_(with_backward) {
  const auto reserve = [&](std::int64_t reals_a_row) { return arena_.reserve(capacity * reals_a_row).offset; };
  input_ = reserve(plan.input().num_elements());
  std::int64_t widest = plan.output().num_elements();
  std::int64_t workspace = 0;
  std::int64_t previous = input_;
  // Without a backward pass two outputs are enough: what a layer reads and what it writes.
  std::int64_t widest_output = 0;
  for (const PlannedLayer& layer : plan.layers())
    widest_output = std::max(widest_output, layer.plan.output.num_elements());
  std::int64_t alternating[2] = {0, 0};
  if (!with_backward) {
    alternating[0] = reserve(widest_output);
    alternating[1] = reserve(widest_output);
  }
  int turn = 0;
  for (const PlannedLayer& layer : plan.layers()) {
    Buffers buffers;
    if (layer.plan.aliases_input) {
      buffers.output = previous;
    } else if (with_backward) {
      buffers.output = reserve(layer.plan.output.num_elements());
    } else {
      buffers.output = alternating[turn];
      turn = 1 - turn;
    }
    buffers.saved = layer.plan.saved > 0 ? reserve(layer.plan.saved) : 0;
    workspace = std::max(workspace, layer.plan.workspace);
    widest = std::max({widest, layer.input.num_elements(), layer.plan.output.num_elements()});
    previous = buffers.output;
    buffers_.push_back(buffers);
    random_.emplace_back(seed, "layer/" + layer.name);
  }
  workspace_ = reserve(workspace);
  prediction_ = plan.output_activation() != nullptr ? reserve(plan.output().num_elements()) : previous;
  if (with_backward) {
    gradients_[0] = reserve(widest);
    gradients_[1] = reserve(widest);
  }
  arena_.allocate();
  parameter_pointers_.resize(plan.parameters().size());
  gradient_pointers_.resize(plan.parameters().size());
}

LayerContext Executor::layer_context(const PassContext& context, std::size_t layer) const {
  LayerContext result;
  result.training = context.training;
  result.step = context.step;
  result.first_row = context.first_row;
  result.random = &random_[layer];
  result.pool = context.pool;
  return result;
}

const Real* Executor::input_of(std::size_t layer) const {
  return arena_.data() + (layer == 0 ? input_ : buffers_[layer - 1].output);
}

const Real* Executor::forward(const PassContext& context, std::int64_t rows, const Real* weights) {
  NNCTL_ASSERT(rows <= capacity_, "more rows than the executor was planned for");
  for (std::size_t i = 0; i < parameter_pointers_.size(); ++i) {
    parameter_pointers_[i] = weights + plan_.parameters()[i].offset;
  }
  activity_penalty_ = 0;
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    const PlannedLayer& layer = plan_.layers()[i];
    Real* y = arena_.data() + buffers_[i].output;
    if (!layer.plan.aliases_input) {
      const ForwardCall call{
          layer_context(context, i),
          rows,
          layer.input,
          input_of(i),
          std::span(parameter_pointers_).subspan(layer.first_parameter, layer.plan.parameters.size()),
          y,
          arena_.data() + buffers_[i].saved,
          arena_.data() + workspace_};
      layer.layer->forward(call);
    }
    if (layer.activity_regularizer) {
      const std::int64_t size = layer.plan.output.num_elements();
      activity_penalty_ += layer.activity_regularizer->penalty(layer.plan.output.shape,
                                                               std::span(y, static_cast<std::size_t>(rows * size))) /
                           static_cast<double>(context.batch_rows);
    }
  }
  return arena_.data() + (buffers_.empty() ? input_ : buffers_.back().output);
}

const Real* Executor::predictions(std::int64_t rows) {
  const Activation* activation = plan_.output_activation();
  if (activation != nullptr) {
    const Shape& shape = plan_.output().shape;
    const std::int64_t columns = shape.rank() == 0 ? 1 : shape[-1];
    activation->forward(rows * plan_.output().num_elements() / columns, columns, arena_.data() + buffers_.back().output,
                        prediction_buffer());
  }
  return prediction_buffer();
}

void Executor::backward(const PassContext& context, std::int64_t rows, const Real* weights, Real* gradient) {
  NNCTL_ASSERT(with_backward_, "the executor was planned without a backward pass");
  for (std::size_t i = 0; i < parameter_pointers_.size(); ++i) {
    const Parameter& parameter = plan_.parameters()[i];
    parameter_pointers_[i] = weights + parameter.offset;
    gradient_pointers_[i] = parameter.trainable ? gradient + parameter.offset : nullptr;
  }
  int current = 0;
  // Below the first layer with something to learn nobody needs a gradient.
  std::size_t lowest = 0;
  const auto learns = [&](const PlannedLayer& layer) {
    const auto own = plan_.parameters().subspan(layer.first_parameter, layer.plan.parameters.size());
    return layer.activity_regularizer != nullptr || std::ranges::any_of(own, &Parameter::trainable);
  };
  while (lowest < buffers_.size() && !learns(plan_.layers()[lowest])) ++lowest;
  for (std::size_t i = buffers_.size(); i-- > lowest;) {
    const PlannedLayer& layer = plan_.layers()[i];
    const Real* y = arena_.data() + buffers_[i].output;
    Real* dy = arena_.data() + gradients_[current];
    if (layer.activity_regularizer) {
      const auto size = static_cast<std::size_t>(rows * layer.plan.output.num_elements());
      layer.activity_regularizer->add_gradient(layer.plan.output.shape, std::span(y, size),
                                               1.0 / static_cast<double>(context.batch_rows), std::span(dy, size));
    }
    if (layer.plan.aliases_input) continue;
    const BackwardCall call{layer_context(context, i),
                            rows,
                            layer.input,
                            input_of(i),
                            y,
                            std::span(parameter_pointers_).subspan(layer.first_parameter, layer.plan.parameters.size()),
                            arena_.data() + buffers_[i].saved,
                            dy,
                            i == lowest ? nullptr : arena_.data() + gradients_[1 - current],
                            std::span(gradient_pointers_).subspan(layer.first_parameter, layer.plan.parameters.size()),
                            arena_.data() + workspace_};
    layer.layer->backward(call);
    current = 1 - current;
  }
}

int Executor::first_non_finite_layer(std::int64_t rows) const {
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    const std::int64_t size = rows * plan_.layers()[i].plan.output.num_elements();
    if (!kernels::all_finite(size, arena_.data() + buffers_[i].output)) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace nnctl
