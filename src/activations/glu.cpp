// Gated linear unit, Dauphin et al. (ICML 2017): the row's first half times sigmoid of its second half.
#include "activations/declare.hpp"
#include "activations/registry.hpp"
#include "activations/stable.hpp"

namespace nnctl {

namespace {

class Glu final : public Activation {
 public:
  explicit Glu(const NoParameters&) {}

  std::int64_t output_columns(std::int64_t columns) const override { return columns % 2 == 0 ? columns / 2 : 0; }
  bool backward_needs_input() const override { return true; }

  void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const override {
    const std::int64_t half = columns / 2;
    for (std::int64_t row = 0; row < rows; ++row, x += columns, y += half) {
      for (std::int64_t j = 0; j < half; ++j) y[j] = x[j] * stable::sigmoid(x[half + j]);
    }
  }
  void backward(std::int64_t rows, std::int64_t columns, const Real* x, const Real*, const Real* dy,
                Real* dx) const override {
    const std::int64_t half = columns / 2;
    for (std::int64_t row = 0; row < rows; ++row, x += columns, dy += half, dx += columns) {
      for (std::int64_t j = 0; j < half; ++j) {
        const Real gate = stable::sigmoid(x[half + j]);
        dx[j] = dy[j] * gate;
        dx[half + j] = dy[j] * x[j] * gate * (1 - gate);
      }
    }
  }
};

}  // namespace

const schema::PartType<Activation>& glu_activation() {
  static const auto type = activation_type<Glu>(
      "glu", "The first half of the last axis times sigmoid of the second half: the output is half as wide.");
  return type;
}

}  // namespace nnctl
