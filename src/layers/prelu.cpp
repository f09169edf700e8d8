// A leaky relu whose negative slopes are learned: He et al., "Delving deep into rectifiers" (ICCV 2015). Keras 3.15.1,
// keras/src/layers/activations/prelu.py: one slope for each position unless axes share theirs.
#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "layers/registry.hpp"
#include "layers/weight_config.hpp"
#include "schema/axes.hpp"

namespace nnctl {

namespace {

struct PreluConfig {
  WeightConfig alpha = WeightConfig::initialized_by("zeros");
  std::optional<schema::Axes> shared_axes;  ///< count from 1; 0 is the batch
};

class Prelu final : public Layer {
 public:
  explicit Prelu(const PreluConfig& config) : config_(config) {}

  LayerPlan plan(const TensorSpec& input) const override {
    const int rank = input.shape.rank();
    if (rank == 0) {
      throw ShapeMismatch(
          "prelu needs an input with at least one axis beside the batch, got " + to_string_with_batch(input.shape),
          "give the input an axis of features");
    }
    if (config_.shared_axes) {
      for (const std::int64_t axis : config_.shared_axes->values) {
        if (axis <= rank) continue;
        throw ShapeMismatch(fmt::format("prelu cannot share axis {} of {}", axis, to_string_with_batch(input.shape)),
                            fmt::format("name axes from 1 to {} in 'shared_axes'; axis 0 is the batch", rank));
      }
    }
    LayerPlan plan;
    plan.output = input;
    plan.parameters.push_back(parameter_spec("alpha", alpha_shape(input.shape), config_.alpha));
    plan.flops = input.num_elements();
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const Real* alpha = call.parameters[0];
    for_each_run(call.rows, call.input.shape, [&](std::int64_t start, std::int64_t slope, std::int64_t n, bool shared) {
      const Real* x = call.x + start;
      Real* y = call.y + start;
      if (shared) {
        for (std::int64_t i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] : alpha[slope] * x[i];
      } else {
        for (std::int64_t i = 0; i < n; ++i) y[i] = x[i] > 0 ? x[i] : alpha[slope + i] * x[i];
      }
    });
  }

  // dx = dy or alpha dy;  dalpha = sum of x dy where x < 0. At 0 both of Keras's relus have slope 0.
  void backward(const BackwardCall& call) const override {
    const Real* alpha = call.parameters[0];
    Real* dalpha = call.gradients[0];
    if (dalpha != nullptr) std::fill_n(dalpha, alpha_shape(call.input.shape).num_elements(), Real{0});
    for_each_run(call.rows, call.input.shape, [&](std::int64_t start, std::int64_t slope, std::int64_t n, bool shared) {
      const Real* x = call.x + start;
      const Real* dy = call.dy + start;
      if (dalpha != nullptr && shared) {
        Real sum = 0;
        for (std::int64_t i = 0; i < n; ++i) sum += std::min(x[i], Real{0}) * dy[i];
        dalpha[slope] += sum;
      } else if (dalpha != nullptr) {
        for (std::int64_t i = 0; i < n; ++i) dalpha[slope + i] += std::min(x[i], Real{0}) * dy[i];
      }
      if (call.dx == nullptr) return;
      Real* dx = call.dx + start;
      for (std::int64_t i = 0; i < n; ++i) {
        const Real negative = x[i] < 0 ? alpha[shared ? slope : slope + i] : Real{0};
        dx[i] = dy[i] * (x[i] > 0 ? Real{1} : negative);
      }
    });
  }

 private:
  bool is_shared(int axis) const {
    return config_.shared_axes && std::ranges::count(config_.shared_axes->values, axis + 1) > 0;
  }

  Shape alpha_shape(const Shape& shape) const {
    std::array<std::int64_t, Shape::kMaxRank> sizes{};
    for (int axis = 0; axis < shape.rank(); ++axis) {
      sizes[static_cast<std::size_t>(axis)] = is_shared(axis) ? 1 : shape[axis];
    }
    return Shape(std::span<const std::int64_t>(sizes.data(), static_cast<std::size_t>(shape.rank())));
  }

  /// Calls `run` for every stretch of the last axis, in order: its first element, the index of its slope, its length,
  /// and whether all of it has that one slope (else the next ones follow).
  template <class Run>
  void for_each_run(std::int64_t rows, const Shape& shape, Run run) const {
    const int rank = shape.rank();
    const Shape slopes = alpha_shape(shape);
    const std::int64_t n = shape[-1];
    const std::int64_t runs = shape.num_elements() / n;
    const bool shared = slopes[-1] == 1 && n > 1;
    std::int64_t start = 0;
    for (std::int64_t row = 0; row < rows; ++row) {
      for (std::int64_t r = 0; r < runs; ++r, start += n) {
        std::int64_t rest = r;
        std::int64_t slope = 0;
        std::int64_t stride = slopes[-1];
        for (int axis = rank - 2; axis >= 0; --axis) {
          const std::int64_t index = rest % shape[axis];
          rest /= shape[axis];
          if (slopes[axis] > 1) slope += index * stride;
          stride *= slopes[axis];
        }
        run(start, slope, n, shared);
      }
    }
  }

  PreluConfig config_;
};

schema::Check<std::optional<schema::Axes>> none_or_from_one() {
  return {"an axis >= 1 or a list of such (0 is the batch)",
          [](const std::optional<schema::Axes>& axes) {
            return !axes || std::ranges::all_of(axes->values, [](std::int64_t axis) { return axis >= 1; });
          },
          schema::Node::map()};
}

schema::Schema<PreluConfig> prelu_fields() {
  schema::Schema<PreluConfig> fields("layer 'prelu'", "");
  weight_fields(fields, "alpha", &PreluConfig::alpha, "slopes for negative inputs");
  return fields.field("shared_axes", &PreluConfig::shared_axes,
                      "Axes along which one slope serves, from 1: [1, 2] on images leaves one for each channel.",
                      none_or_from_one());
}

}  // namespace

const schema::PartType<Layer>& prelu_layer() {
  static const auto type = schema::part_type<Prelu, Layer>(
      "prelu", "PReLU", "x where x > 0, alpha * x elsewhere, with a learned alpha for each position.", prelu_fields(),
      {{"prelu", {5}},
       {"{type: prelu, alpha_initializer: {type: constant, value: 0.25}, shared_axes: [1, 2]}", {3, 4, 2}},
       {"{type: prelu, alpha_initializer: glorot_uniform, shared_axes: 3}", {2, 2, 3}},
       {"{type: prelu, alpha_regularizer: l2, alpha_constraint: non_neg, shared_axes: 1}", {3, 4}, true}},
      {"p_re_lu"});
  return type;
}

}  // namespace nnctl
