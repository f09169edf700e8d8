#include "conformance/layer_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "conformance/allocations.hpp"

namespace nnctl::conformance {

namespace {

const RandomStream& mask_stream() {
  static const RandomStream stream(7, "conformance/mask");
  return stream;
}

void fill_ids(std::span<Real> values, std::int64_t ids) {
  const RandomStream random(7, "conformance/ids");
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<Real>(random.below(static_cast<std::uint64_t>(ids), 0, i));
  }
}

/// About a third of the steps masked, never all of a row.
void fill_mask(std::span<Real> mask, std::int64_t steps) {
  const RandomStream random(7, "conformance/steps");
  for (std::size_t i = 0; i < mask.size(); ++i) {
    const std::int64_t row = static_cast<std::int64_t>(i) / steps;
    const bool open = static_cast<std::int64_t>(i) % steps == row % steps;
    mask[i] = open || random.below(3, 0, i) != 0 ? Real{1} : Real{0};
  }
}

/// Moving variances and the like.
void make_positive(std::span<Real> values) {
  for (Real& value : values) value = std::abs(value) + Real{0.1F};
}

}  // namespace

void fill_normal(std::span<Real> values, const std::string& stream, double scale) {
  const RandomStream random(7, "conformance/" + stream);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<Real>(scale * random.normal(0, i));
}

LayerRun::LayerRun(const Layer& layer, const Layer::Example& example, std::int64_t num_rows, LayerContext call_context)
    : input{example.input, example.has_mask},
      plan(layer.plan(input)),
      rows(num_rows),
      context(call_context),
      x(rows * input.num_elements()),
      mask(rows * input.mask_size()),
      y(rows * plan.output.num_elements()),
      output_mask(plan.makes_mask ? rows * plan.output.mask_size() : 0),
      saved(rows * plan.saved),
      workspace(rows * plan.workspace),
      scratch(plan.scratch),
      dy(rows * plan.output.num_elements()),
      dx(rows * input.num_elements()),
      layer_(layer),
      spoiled_dy_(rows * plan.output.num_elements()),
      forward_sums_(static_cast<std::size_t>(plan.forward_sums)),
      backward_sums_(static_cast<std::size_t>(plan.backward_sums)) {
  context.random = &mask_stream();
  fill_normal(x.values(), "x", 1.2);
  if (example.ids > 0) fill_ids(x.values(), example.ids);
  fill_mask(mask.values(), input.mask_size());
  fill_normal(dy.values(), "dy", 1);
  for (const ParameterSpec& spec : plan.parameters) {
    parameters.emplace_back(spec.shape.num_elements());
    gradients.emplace_back(spec.shape.num_elements());
    fill_normal(parameters.back().values(), spec.name, 0.6);
    if (!spec.trainable) make_positive(parameters.back().values());
    parameter_pointers_.push_back(parameters.back().data());
    gradient_pointers_.push_back(spec.trainable ? gradients.back().data() : nullptr);
  }
}

void LayerRun::be_part_of(LayerRun& whole, std::int64_t first_row) {
  const auto copy = [&](GuardedBuffer& own, GuardedBuffer& all) {
    std::copy_n(all.data() + first_row * (std::ssize(own.values()) / rows), own.values().size(), own.data());
  };
  copy(x, whole.x);
  copy(mask, whole.mask);
  copy(dy, whole.dy);
  context.first_row = first_row;
  batch_ = &whole;
}

ForwardCall LayerRun::forward_call() {
  return {.context = context,
          .rows = rows,
          .input = input,
          .x = x.data(),
          .mask = input.has_mask ? mask.data() : nullptr,
          .parameters = parameter_pointers_,
          .y = y.data(),
          .output_mask = plan.makes_mask ? output_mask.data() : nullptr,
          .saved = saved.data(),
          .workspace = workspace.data(),
          .scratch = scratch.data()};
}

void LayerRun::forward() {
  y.forget();
  output_mask.forget();
  const std::int64_t before = num_allocations();
  ForwardCall call = forward_call();
  if (is_coupled()) {
    std::ranges::fill(forward_sums_, 0.0);
    layer_.sum_forward(call, forward_sums_.data());
    call.sums = batch_ != nullptr ? batch_->forward_sums_.data() : forward_sums_.data();
  }
  layer_.forward(call);
  allocations += num_allocations() - before;
}

BackwardCall LayerRun::backward_call(bool wants_dx) {
  return {.context = context,
          .rows = rows,
          .input = input,
          .x = x.data(),
          .mask = input.has_mask ? mask.data() : nullptr,
          .y = y.data(),
          .parameters = parameter_pointers_,
          .saved = saved.data(),
          .dy = spoiled_dy_.data(),
          .dx = wants_dx ? dx.data() : nullptr,
          .gradients = gradient_pointers_,
          .workspace = workspace.data(),
          .scratch = scratch.data()};
}

void LayerRun::backward(bool wants_dx, int frozen) {
  dx.forget();
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    gradients[i].forget();
    const bool is_wanted = static_cast<int>(i) != frozen && plan.parameters[i].trainable;
    gradient_pointers_[i] = is_wanted ? gradients[i].data() : nullptr;
  }
  std::ranges::copy(dy.values(), spoiled_dy_.data());
  const std::int64_t before = num_allocations();
  BackwardCall call = backward_call(wants_dx);
  if (is_coupled()) {
    call.forward_sums = batch_ != nullptr ? batch_->forward_sums_.data() : forward_sums_.data();
    std::ranges::fill(backward_sums_, 0.0);
    layer_.sum_backward(call, backward_sums_.data());
    call.sums = batch_ != nullptr ? batch_->backward_sums_.data() : backward_sums_.data();
  }
  layer_.backward(call);
  allocations += num_allocations() - before;
}

double LayerRun::change() {
  double sum = 0;
  for (std::size_t i = 0; i < remembered_.size(); ++i) {
    sum += static_cast<double>(dy.data()[i]) * (static_cast<double>(y.data()[i]) - static_cast<double>(remembered_[i]));
  }
  return sum;
}

std::string LayerRun::memory_faults() {
  std::string faults;
  const auto examine = [&](const char* name, GuardedBuffer& buffer, bool must_be_full) {
    if (!buffer.is_intact()) faults += fmt::format("wrote outside {}; ", name);
    if (must_be_full && buffer.has_nan()) faults += fmt::format("{} is not all numbers; ", name);
  };
  examine("x", x, true);
  examine("y", y, true);
  examine("saved", saved, false);
  examine("workspace", workspace, false);
  examine("scratch", scratch, false);
  examine("mask", mask, true);
  examine("output mask", output_mask, true);
  examine("dy", spoiled_dy_, false);
  examine("dx", dx, true);
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    examine("a parameter", parameters[i], true);
    examine("a gradient", gradients[i], plan.parameters[i].trainable);
  }
  if (allocations > 0) faults += fmt::format("{} allocations; ", allocations);
  return faults;
}

}  // namespace nnctl::conformance
