// Marks the steps whose features all equal one value, and puts out zeros there. Keras 3.15.1,
// keras/src/layers/core/masking.py.
#include <algorithm>

#include "layers/registry.hpp"
#include "layers/spatial_input.hpp"

namespace nnctl {

namespace {

struct MaskingConfig {
  double mask_value = 0;
};

class Masking final : public Layer {
 public:
  explicit Masking(const MaskingConfig& config) : mask_value_(static_cast<Real>(config.mask_value)) {}

  LayerPlan plan(const TensorSpec& input) const override {
    require_sequence("masking", input.shape);
    LayerPlan plan;
    plan.output = {input.shape, true};
    plan.makes_mask = true;
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    for_each_step(call.rows, call.input, call.x, [&](std::int64_t step, std::int64_t D, bool open) {
      call.output_mask[step] = open ? Real{1} : Real{0};
      pass(open, D, call.x + step * D, call.y + step * D);
    });
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    for_each_step(call.rows, call.input, call.x, [&](std::int64_t step, std::int64_t D, bool open) {
      pass(open, D, call.dy + step * D, call.dx + step * D);
    });
  }

 private:
  /// function(step, features, whether it stays) for the steps of all rows.
  template <class Function>
  void for_each_step(std::int64_t rows, const TensorSpec& input, const Real* x, Function function) const {
    const std::int64_t D = input.shape[1];
    for (std::int64_t step = 0; step < rows * input.shape[0]; ++step, x += D) {
      function(step, D, std::any_of(x, x + D, [&](Real value) { return value != mask_value_; }));
    }
  }

  static void pass(bool open, std::int64_t n, const Real* from, Real* to) {
    open ? std::copy_n(from, n, to) : std::fill_n(to, n, Real{0});
  }

  Real mask_value_;
};

}  // namespace

const schema::PartType<Layer>& masking_layer() {
  static const auto type = schema::part_type<Masking, Layer>(
      "masking", "Masking",
      "Masks each step whose features all equal `mask_value`: recurrent layers pass it over, and its output is 0.",
      schema::Schema<MaskingConfig>("layer 'masking'", "")
          .field("mask_value", &MaskingConfig::mask_value, "What marks a step.", schema::finite()),
      {{"masking", {4, 2}}, {"{type: masking, mask_value: -1}", {3, 1}, true}});
  return type;
}

}  // namespace nnctl
