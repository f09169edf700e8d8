// y = x scale + offset. Keras 3.15.1, keras/src/layers/preprocessing/rescaling.py.
#include <algorithm>

#include <fmt/format.h>

#include "layers/axes.hpp"
#include "layers/registry.hpp"
#include "schema/one_or_more.hpp"

namespace nnctl {

namespace {

using Numbers = schema::OneOrMore<double>;

struct RescalingConfig {
  Numbers scale = {{1.0}};
  Numbers offset = {{0.0}};
};

class Rescaling final : public Layer {
 public:
  explicit Rescaling(const RescalingConfig& config)
      : scale_(config.scale.values.begin(), config.scale.values.end()),
        offset_(config.offset.values.begin(), config.offset.values.end()) {}

  LayerPlan plan(const TensorSpec& input) const override {
    for (const auto& [key, values] : {std::pair{"scale", &scale_}, std::pair{"offset", &offset_}}) {
      const std::int64_t last = input.shape.rank() == 0 ? 1 : input.shape[-1];
      if (values->size() == 1 || std::ssize(*values) == last) continue;
      throw ShapeMismatch(fmt::format("rescaling has {} numbers in '{}' for the last axis of its input {}",
                                      values->size(), key, to_string_with_batch(input.shape)),
                          fmt::format("give one number, or {}", last));
    }
    LayerPlan plan;
    plan.output = input;
    plan.flops = 2 * input.num_elements();
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    for_each(call.input, call.rows, [this, &call](std::size_t scale, std::size_t offset, std::int64_t i) {
      call.y[i] = call.x[i] * scale_[scale] + offset_[offset];
    });
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    for_each(call.input, call.rows, [this, &call](std::size_t scale, std::size_t, std::int64_t i) {
      call.dx[i] = call.dy[i] * scale_[scale];
    });
  }

 private:
  /// Calls f(index of the scale, index of the offset, value).
  template <class Function>
  void for_each(const TensorSpec& input, std::int64_t rows, Function f) const {
    const std::int64_t last = input.shape.rank() == 0 ? 1 : input.shape[-1];
    const std::int64_t n = rows * input.num_elements();
    const auto scale_stride = static_cast<std::int64_t>(scale_.size() > 1);
    const auto offset_stride = static_cast<std::int64_t>(offset_.size() > 1);
    for (std::int64_t first = 0; first < n; first += last) {
      for (std::int64_t c = 0; c < last; ++c) {
        f(static_cast<std::size_t>(c * scale_stride), static_cast<std::size_t>(c * offset_stride), first + c);
      }
    }
  }

  std::vector<Real> scale_;   // one, or one for each place on the last axis
  std::vector<Real> offset_;  // the same
};

}  // namespace

const schema::PartType<Layer>& rescaling_layer() {
  using Config = RescalingConfig;
  static const auto type = schema::part_type<Rescaling, Layer>(
      "rescaling", "Rescaling", "Multiplies its input by a number and adds another.",
      schema::Schema<Config>("layer 'rescaling'", "")
          .required("scale", &Config::scale, "The factor: one, or one for each place on the last axis.",
                    schema::all_are(schema::finite()))
          .field("offset", &Config::offset, "What is added then: one, or one for each place on the last axis.",
                 schema::all_are(schema::finite())),
      {{"{type: rescaling, scale: 0.5}", {6}},
       {"{type: rescaling, scale: 2, offset: -1}", {2, 3}},
       {"{type: rescaling, scale: [1, -2, 0.5], offset: [0, 1, 2]}", {2, 3}},
       {.yaml = "{type: rescaling, scale: 3, offset: [1, 2]}", .input = {4, 2}, .has_mask = true}});
  return type;
}

}  // namespace nnctl
