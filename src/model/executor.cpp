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
  std::int64_t scratch = 0;
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
    if (layer.plan.makes_mask) {
      buffers.mask = reserve(layer.plan.output.mask_size());
    } else if (layer.plan.output.has_mask) {
      NNCTL_ASSERT(!buffers_.empty() && buffers_.back().mask != kNone, "a mask is passed on that nobody made");
      buffers.mask = buffers_.back().mask;
    }
    workspace = std::max(workspace, layer.plan.workspace);
    scratch = std::max(scratch, layer.plan.scratch);
    widest = std::max({widest, layer.input.num_elements(), layer.plan.output.num_elements()});
    previous = buffers.output;
    buffers_.push_back(buffers);
    random_.emplace_back(seed, "layer/" + layer.name);
  }
  reserve_sums(plan);
  workspace_ = reserve(workspace);
  scratch_ = arena_.reserve(scratch).offset;
  prediction_ = plan.output_activation() != nullptr ? reserve(plan.output().num_elements()) : previous;
  if (with_backward) {
    gradients_[0] = reserve(widest);
    gradients_[1] = reserve(widest);
  }
  arena_.allocate();
  parameter_pointers_.resize(plan.parameters().size());
  gradient_pointers_.resize(plan.parameters().size());
  const auto learns = [&](const PlannedLayer& layer) {
    const auto own = plan.parameters().subspan(layer.first_parameter, layer.plan.parameters.size());
    return layer.activity_regularizer != nullptr || std::ranges::any_of(own, &Parameter::trainable);
  };
  while (lowest_ < buffers_.size() && !learns(plan.layers()[lowest_])) ++lowest_;
}

void Executor::reserve_sums(const ModelPlan& plan) {
  std::size_t total = 0;
  for (const PlannedLayer& layer : plan.layers()) {
    total += static_cast<std::size_t>(layer.plan.forward_sums + layer.plan.backward_sums);
  }
  sums_.resize(total);
  std::span<double> rest = sums_;
  const auto take = [&](std::int64_t count) {
    const std::span<double> taken = rest.first(static_cast<std::size_t>(count));
    rest = rest.subspan(static_cast<std::size_t>(count));
    return taken;
  };
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    buffers_[i].forward_sums = take(plan.layers()[i].plan.forward_sums);
    buffers_[i].backward_sums = take(plan.layers()[i].plan.backward_sums);
  }
}

LayerContext Executor::layer_context(const PassContext& context, std::size_t layer) const {
  LayerContext result;
  result.training = context.training;
  result.trainable = plan_.layers()[layer].trainable;
  result.step = context.step;
  result.first_row = context.first_row;
  result.random = &random_[layer];
  result.pool = context.pool;
  return result;
}

const Real* Executor::input_of(std::size_t layer) const {
  return arena_.data() + (layer == 0 ? input_ : buffers_[layer - 1].output);
}

const Real* Executor::mask_of_input(std::size_t layer) const {
  if (layer == 0 || buffers_[layer - 1].mask == kNone) return nullptr;
  return arena_.data() + buffers_[layer - 1].mask;
}

bool Executor::needs_sums(const PassContext& context, std::size_t layer) const {
  return context.training && plan_.layers()[layer].couples_batch();
}

std::span<double> Executor::forward_sums(std::size_t layer) { return buffers_[layer].forward_sums; }
std::span<double> Executor::backward_sums(std::size_t layer) { return buffers_[layer].backward_sums; }

ForwardCall Executor::forward_call(const PassContext& context, std::int64_t rows, std::size_t index) {
  const PlannedLayer& layer = plan_.layers()[index];
  const Buffers& buffers = buffers_[index];
  return {.context = layer_context(context, index),
          .rows = rows,
          .input = layer.input,
          .x = input_of(index),
          .mask = mask_of_input(index),
          .parameters = std::span(parameter_pointers_).subspan(layer.first_parameter, layer.plan.parameters.size()),
          .y = arena_.data() + buffers.output,
          .output_mask = layer.plan.makes_mask ? output_mask(index) : nullptr,
          .saved = arena_.data() + buffers.saved,
          .workspace = arena_.data() + workspace_,
          .scratch = arena_.data() + scratch_,
          .sums = needs_sums(context, index) ? buffers.forward_sums.data() : nullptr};
}

BackwardCall Executor::backward_call(const PassContext& context, std::int64_t rows, std::size_t index) {
  const PlannedLayer& layer = plan_.layers()[index];
  const Buffers& buffers = buffers_[index];
  const bool coupled = needs_sums(context, index);
  return {.context = layer_context(context, index),
          .rows = rows,
          .input = layer.input,
          .x = input_of(index),
          .mask = mask_of_input(index),
          .y = arena_.data() + buffers.output,
          .parameters = std::span(parameter_pointers_).subspan(layer.first_parameter, layer.plan.parameters.size()),
          .saved = arena_.data() + buffers.saved,
          .dy = arena_.data() + gradients_[current_gradient_],
          .dx = index == lowest_ ? nullptr : arena_.data() + gradients_[1 - current_gradient_],
          .gradients = std::span(gradient_pointers_).subspan(layer.first_parameter, layer.plan.parameters.size()),
          .workspace = arena_.data() + workspace_,
          .scratch = arena_.data() + scratch_,
          .forward_sums = coupled ? buffers.forward_sums.data() : nullptr,
          .sums = coupled ? buffers.backward_sums.data() : nullptr};
}

void Executor::forward_layers(const PassContext& context, std::int64_t rows, const Real* weights, std::size_t first,
                              std::size_t last) {
  NNCTL_ASSERT(rows <= capacity_, "more rows than the executor was planned for");
  if (first == 0) {
    activity_penalty_ = 0;
    for (std::size_t i = 0; i < parameter_pointers_.size(); ++i) {
      parameter_pointers_[i] = weights + plan_.parameters()[i].offset;
    }
  }
  for (std::size_t i = first; i < last; ++i) {
    const PlannedLayer& layer = plan_.layers()[i];
    if (!layer.plan.aliases_input) layer.layer->forward(forward_call(context, rows, i));
    if (layer.activity_regularizer) {
      const auto size = static_cast<std::size_t>(rows * layer.plan.output.num_elements());
      activity_penalty_ +=
          layer.activity_regularizer->penalty(layer.plan.output.shape, std::span(input_of(i + 1), size)) /
          static_cast<double>(context.batch_rows);
    }
  }
}

void Executor::add_forward_sums(const PassContext& context, std::int64_t rows, std::size_t layer) {
  const std::span<double> sums = forward_sums(layer);
  std::ranges::fill(sums, 0.0);
  ForwardCall call = forward_call(context, rows, layer);
  call.sums = nullptr;
  plan_.layers()[layer].layer->sum_forward(call, sums.data());
}

const Real* Executor::forward(const PassContext& context, std::int64_t rows, const Real* weights) {
  std::size_t first = 0;
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    if (!needs_sums(context, i)) continue;
    forward_layers(context, rows, weights, first, i);
    add_forward_sums(context, rows, i);
    first = i;
  }
  forward_layers(context, rows, weights, first, buffers_.size());
  return output();
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

void Executor::add_activity_gradient(const PassContext& context, std::int64_t rows, std::size_t index) {
  const PlannedLayer& layer = plan_.layers()[index];
  if (!layer.activity_regularizer) return;
  const auto size = static_cast<std::size_t>(rows * layer.plan.output.num_elements());
  layer.activity_regularizer->add_gradient(layer.plan.output.shape, std::span(input_of(index + 1), size),
                                           1.0 / static_cast<double>(context.batch_rows),
                                           std::span(arena_.data() + gradients_[current_gradient_], size));
}

void Executor::backward_layers(const PassContext& context, std::int64_t rows, const Real* weights, Real* gradient,
                               std::size_t last, std::size_t first) {
  NNCTL_ASSERT(with_backward_, "the executor was planned without a backward pass");
  if (last == buffers_.size()) {
    current_gradient_ = 0;
    for (std::size_t i = 0; i < parameter_pointers_.size(); ++i) {
      const Parameter& parameter = plan_.parameters()[i];
      parameter_pointers_[i] = weights + parameter.offset;
      gradient_pointers_[i] = parameter.trainable ? gradient + parameter.offset : nullptr;
    }
  }
  for (std::size_t i = last; i-- > std::max(first, lowest_);) {
    const PlannedLayer& layer = plan_.layers()[i];
    if (!needs_sums(context, i)) add_activity_gradient(context, rows, i);
    if (layer.plan.aliases_input) continue;
    layer.layer->backward(backward_call(context, rows, i));
    current_gradient_ = 1 - current_gradient_;
  }
}

void Executor::add_backward_sums(const PassContext& context, std::int64_t rows, std::size_t layer) {
  add_activity_gradient(context, rows, layer);
  const std::span<double> sums = backward_sums(layer);
  std::ranges::fill(sums, 0.0);
  BackwardCall call = backward_call(context, rows, layer);
  call.sums = nullptr;
  plan_.layers()[layer].layer->sum_backward(call, sums.data());
}

void Executor::backward(const PassContext& context, std::int64_t rows, const Real* weights, Real* gradient) {
  std::size_t last = buffers_.size();
  for (std::size_t i = buffers_.size(); i-- > lowest_;) {
    if (!needs_sums(context, i)) continue;
    backward_layers(context, rows, weights, gradient, last, i + 1);
    add_backward_sums(context, rows, i);
    last = i + 1;
  }
  backward_layers(context, rows, weights, gradient, last, lowest_);
}

int Executor::first_non_finite_layer(std::int64_t rows) const {
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    const std::int64_t size = rows * plan_.layers()[i].plan.output.num_elements();
    if (!kernels::all_finite(size, arena_.data() + buffers_[i].output)) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace nnctl
