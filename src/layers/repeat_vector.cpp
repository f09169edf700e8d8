// One vector as a sequence of equal steps. Keras 3.15.1, keras/src/layers/reshaping/repeat_vector.py.
#include <algorithm>

#include "kernels/elementwise.hpp"
#include "layers/registry.hpp"
#include "layers/spatial.hpp"

namespace nnctl {

namespace {

struct RepeatVectorConfig {
  std::int64_t n = 0;
};

class RepeatVector final : public Layer {
 public:
  explicit RepeatVector(const RepeatVectorConfig& config) : n_(config.n) {}

  LayerPlan plan(const TensorSpec& input) const override {
    if (input.shape.rank() != 1) {
      throw ShapeMismatch("repeat_vector needs an input (features), got " + to_string_with_batch(input.shape),
                          "put a flatten layer before it");
    }
    LayerPlan plan;
    plan.output.shape = shape_of("repeat_vector", 1, {1, n_, input.shape[0]});
    plan.aliases_input = n_ == 1;
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const std::int64_t features = call.input.num_elements();
    Real* y = call.y;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      for (std::int64_t i = 0; i < n_; ++i, y += features) std::copy_n(call.x + row * features, features, y);
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const std::int64_t features = call.input.num_elements();
    const Real* dy = call.dy;
    for (std::int64_t row = 0; row < call.rows; ++row) {
      Real* dx = call.dx + row * features;
      std::fill_n(dx, features, Real{0});
      for (std::int64_t i = 0; i < n_; ++i, dy += features) kernels::add(features, dy, dx);
    }
  }

 private:
  std::int64_t n_;
};

}  // namespace

const schema::PartType<Layer>& repeat_vector_layer() {
  static const auto type = schema::part_type<RepeatVector, Layer>(
      "repeat_vector", "RepeatVector", "Makes a sequence of n equal steps of a vector.",
      schema::Schema<RepeatVectorConfig>("layer 'repeat_vector'", "")
          .required("n", &RepeatVectorConfig::n, "Number of steps.", schema::at_least(std::int64_t{1})),
      {{"{type: repeat_vector, n: 3}", {4}}, {"{type: repeat_vector, n: 1}", {2}}});
  return type;
}

}  // namespace nnctl
