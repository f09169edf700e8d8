#include "conformance/layer_run.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "conformance/allocations.hpp"

namespace nnctl::conformance {

namespace {

const RandomStream& mask_stream() {
  static const RandomStream stream(7, "conformance/mask");
  return stream;
}

}  // namespace

void fill_normal(std::span<Real> values, const std::string& stream, double scale) {
  const RandomStream random(7, "conformance/" + stream);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<Real>(scale * random.normal(0, i));
}

LayerRun::LayerRun(const Layer& layer, const Shape& input_shape, std::int64_t num_rows, LayerContext call_context)
    : input{input_shape},
      plan(layer.plan(input)),
      rows(num_rows),
      context(call_context),
      x(rows * input.num_elements()),
      y(rows * plan.output.num_elements()),
      saved(rows * plan.saved),
      workspace(rows * plan.workspace),
      dy(rows * plan.output.num_elements()),
      dx(rows * input.num_elements()),
      layer_(layer),
      spoiled_dy_(rows * plan.output.num_elements()) {
  context.random = &mask_stream();
  fill_normal(x.values(), "x", 1.2);
  fill_normal(dy.values(), "dy", 1);
  for (const ParameterSpec& spec : plan.parameters) {
    parameters.emplace_back(spec.shape.num_elements());
    gradients.emplace_back(spec.shape.num_elements());
    fill_normal(parameters.back().values(), spec.name, 0.6);
    parameter_pointers_.push_back(parameters.back().data());
    gradient_pointers_.push_back(gradients.back().data());
  }
}

void LayerRun::forward() {
  y.forget();
  const std::int64_t before = num_allocations();
  layer_.forward({.context = context,
                  .rows = rows,
                  .input = input,
                  .x = x.data(),
                  .parameters = parameter_pointers_,
                  .y = y.data(),
                  .saved = saved.data(),
                  .workspace = workspace.data()});
  allocations += num_allocations() - before;
}

void LayerRun::backward(bool wants_dx, int frozen) {
  dx.forget();
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    gradients[i].forget();
    gradient_pointers_[i] = static_cast<int>(i) == frozen ? nullptr : gradients[i].data();
  }
  std::ranges::copy(dy.values(), spoiled_dy_.data());
  const std::int64_t before = num_allocations();
  layer_.backward({.context = context,
                   .rows = rows,
                   .input = input,
                   .x = x.data(),
                   .y = y.data(),
                   .parameters = parameter_pointers_,
                   .saved = saved.data(),
                   .dy = spoiled_dy_.data(),
                   .dx = wants_dx ? dx.data() : nullptr,
                   .gradients = gradient_pointers_,
                   .workspace = workspace.data()});
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
  examine("dy", spoiled_dy_, false);
  examine("dx", dx, true);
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    examine("a parameter", parameters[i], true);
    examine("a gradient", gradients[i], true);
  }
  if (allocations > 0) faults += fmt::format("{} allocations; ", allocations);
  return faults;
}

}  // namespace nnctl::conformance
