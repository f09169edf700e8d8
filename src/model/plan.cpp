#include "model/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "model/recurrence.hpp"

namespace nnctl {

namespace {

constexpr std::int64_t kAlignment = 64 / static_cast<std::int64_t>(sizeof(Real));

std::int64_t aligned(std::int64_t size) { return (size + kAlignment - 1) / kAlignment * kAlignment; }

template <class Interface>
const char* kind_of(const schema::PartConfig<Interface>&) {
  return Interface::kKind;
}

/// What a layer's initializers, regularizers and constraints say to the shapes of its weights and of its output.
void check_shapes(std::size_t index, const LayerSpec& spec, const LayerPlan& plan) {
  const auto check = [&](const auto& part, const std::string& weight, const Shape& shape) {
    if (!part) return;
    const std::string why = part.make()->mismatch(shape);
    if (why.empty()) return;
    const std::string kind = kind_of(part);
    throw PlanError(
        index, fmt::format("model.layers[{}] {}: {} '{}' of '{}' {}", index, spec.name, kind, part.name(), weight, why),
        fmt::format("choose another {} for '{}'", kind, weight));
  };
  for (const ParameterSpec& parameter : plan.parameters) {
    check(parameter.initializer, parameter.name, parameter.shape);
    check(parameter.regularizer, parameter.name, parameter.shape);
    check(parameter.constraint, parameter.name, parameter.shape);
  }
  if (spec.activity_regularizer && !spec.activity_regularizer.make()->adds_up()) {
    throw PlanError(
        index,
        fmt::format("model.layers[{}] {}: regularizer '{}' is for one weight, not for the outputs of a batch", index,
                    spec.name, spec.activity_regularizer.name()),
        "choose another activity_regularizer");
  }
}

/// More than any machine holds, and far enough below the largest integer that sums and products of it do not overflow.
void check_size(std::size_t index, const std::string& layer, const std::string& what, const Shape& shape) {
  constexpr double kMost = 1099511627776;  // 2^40
  double size = 1;
  for (const std::int64_t axis : shape.dims()) size *= static_cast<double>(axis);
  if (size <= kMost) return;
  throw PlanError(index,
                  fmt::format("model.layers[{}] {}: {} of shape {} has more than 2^40 values", index, layer, what,
                              to_string(shape)),
                  "choose smaller sizes");
}

/// The recurrent layer that put out its last state alone, where its steps are all that `layer` misses; null otherwise.
const PlannedLayer* without_steps(std::span<const PlannedLayer> before, const Layer& layer) {
  const auto found = std::find_if(before.rbegin(), before.rend(), [](const PlannedLayer& one) {
    return one.plan.output.shape.rank() != 1 || one.input.shape.rank() != 1;
  });
  if (found == before.rend() || found->plan.output.shape.rank() != 1 || found->input.shape.rank() != 2) return nullptr;
  if (!is_recurrent(*found)) return nullptr;
  try {
    TensorSpec steps{{found->input.shape[0], found->plan.output.shape[0]}};
    for (auto later = found.base(); later != before.end(); ++later) steps = later->layer->plan(steps).output;
    layer.plan(steps);
  } catch (const ShapeMismatch&) {
    return nullptr;
  }
  return &*found;
}

std::string cure_of(const ShapeMismatch& mismatch, std::span<const PlannedLayer> before, const Layer& layer) {
  const PlannedLayer* recurrent = without_steps(before, layer);
  if (recurrent == nullptr) return mismatch.hint;
  return fmt::format("set return_sequences: true on {}'{}', which puts out its last state alone",
                     recurrent->type == "bidirectional" ? "the layer in " : "", recurrent->name);
}

}  // namespace

ModelPlan::ModelPlan(const std::vector<LayerSpec>& specs, TensorSpec input, bool split_output_activation,
                     std::size_t num_unlisted)
    : input_(input) {
  TensorSpec current = input_;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    const LayerSpec& spec = specs[i];
    const std::size_t listed = i - std::min(i, num_unlisted);
    PlannedLayer planned;
    planned.name = spec.name;
    planned.type = spec.part.name();
    planned.layer = spec.part.make();
    planned.input = current;
    planned.trainable = spec.trainable;
    try {
      planned.plan = planned.layer->plan(current);
    } catch (const ShapeMismatch& mismatch) {
      throw PlanError(listed, fmt::format("model.layers[{}] {}: {}", listed, spec.name, mismatch.what()),
                      cure_of(mismatch, layers_, *planned.layer));
    }
    check_size(listed, spec.name, "an output", planned.plan.output.shape);
    for (const ParameterSpec& weight : planned.plan.parameters) {
      check_size(listed, spec.name, fmt::format("'{}'", weight.name), weight.shape);
    }
    if (planned.plan.adapt_sums > 0) {
      const auto computes = std::ranges::find_if_not(layers_, [](const auto& one) { return one.plan.aliases_input; });
      if (computes != layers_.end()) {
        throw PlanError(
            listed,
            fmt::format("model.layers[{}] {}: its statistics are those of the training rows, but '{}' before "
                        "it changes them",
                        listed, spec.name, computes->name),
            fmt::format("put it before '{}', or give its statistics", computes->name));
      }
    }
    if (spec.activity_regularizer) planned.activity_regularizer = spec.activity_regularizer.make();
    if (split_output_activation && i + 1 == specs.size()) {
      const ActivationConfig activation = planned.layer->output_activation();
      NNCTL_ASSERT(static_cast<bool>(activation), "there is no output activation to split off");
      output_activation_ = activation.make();
      planned.layer = planned.layer->without_activation();
      if (planned.layer) {
        planned.plan = planned.layer->plan(current);
      } else {
        planned.plan.aliases_input = true;
      }
    }
    check_shapes(listed, spec, planned.plan);
    add_parameters(planned, spec.trainable);
    current = planned.plan.output;
    layers_.push_back(std::move(planned));
  }
}

void ModelPlan::add_parameters(PlannedLayer& layer, bool trainable) {
  layer.first_parameter = parameters_.size();
  for (const ParameterSpec& spec : layer.plan.parameters) {
    Parameter parameter;
    parameter.name = fmt::format("{}/{}", layer.name, spec.name);
    parameter.shape = spec.shape;
    parameter.size = spec.shape.num_elements();
    parameter.offset = packed_size_;
    parameter.trainable = trainable && spec.trainable;
    parameter.initializer = spec.initializer;
    parameter.regularizer = spec.regularizer;
    parameter.constraint = spec.constraint;
    packed_size_ += aligned(parameter.size);
    if (parameter.trainable) {
      if (!trainable_ranges_.empty() && trainable_ranges_.back().end == parameter.offset) {
        trainable_ranges_.back().end = packed_size_;
      } else {
        trainable_ranges_.push_back({parameter.offset, packed_size_});
      }
    }
    parameters_.push_back(std::move(parameter));
  }
}

std::int64_t ModelPlan::num_parameters() const {
  std::int64_t count = 0;
  for (const Parameter& parameter : parameters_) count += parameter.size;
  return count;
}

std::int64_t ModelPlan::num_trainable() const {
  std::int64_t count = 0;
  for (const Parameter& parameter : parameters_) count += parameter.trainable ? parameter.size : 0;
  return count;
}

bool ModelPlan::couples_batch() const { return std::ranges::any_of(layers_, &PlannedLayer::couples_batch); }

std::int64_t ModelPlan::flops() const {
  std::int64_t total = 0;
  for (const PlannedLayer& layer : layers_) total += layer.plan.flops;
  return total;
}

void initialize(const ModelPlan& plan, std::uint64_t seed, std::span<Real> weights) {
  std::ranges::fill(weights, Real{0});
  for (const Parameter& parameter : plan.parameters()) {
    const RandomStream random(seed, "initializer/" + parameter.name);
    parameter.initializer.make()->fill(
        parameter.shape, random,
        weights.subspan(static_cast<std::size_t>(parameter.offset), static_cast<std::size_t>(parameter.size)));
  }
}

std::string weights_hash(const ModelPlan& plan, std::span<const Real> weights) {
  Hasher hasher;
  for (const Parameter& parameter : plan.parameters()) {
    hasher.text(parameter.name);
    hasher.number(parameter.shape.rank());
    for (const std::int64_t size : parameter.shape.dims()) hasher.number(size);
    hasher.bytes(weights.data() + parameter.offset, static_cast<std::size_t>(parameter.size) * sizeof(Real));
  }
  return hasher.hex();
}

namespace {

template <class Function>
void for_each_penalized(const ModelPlan& plan, Function function) {
  for (const Parameter& parameter : plan.parameters()) {
    if (parameter.trainable && parameter.regularizer) function(parameter, *parameter.regularizer.make());
  }
}

template <class T>
std::span<T> values_of(const Parameter& parameter, std::span<T> packed) {
  return packed.subspan(static_cast<std::size_t>(parameter.offset), static_cast<std::size_t>(parameter.size));
}

}  // namespace

double weight_penalty(const ModelPlan& plan, std::span<const Real> weights) {
  double total = 0;
  for_each_penalized(plan, [&](const Parameter& parameter, const Regularizer& regularizer) {
    total += regularizer.penalty(parameter.shape, values_of(parameter, weights));
  });
  return total;
}

void add_weight_penalty_gradient(const ModelPlan& plan, std::span<const Real> weights, std::span<Real> gradient) {
  for_each_penalized(plan, [&](const Parameter& parameter, const Regularizer& regularizer) {
    regularizer.add_gradient(parameter.shape, values_of(parameter, weights), 1.0, values_of(parameter, gradient));
  });
}

}  // namespace nnctl
