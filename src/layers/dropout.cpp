// Zeroes a random part of its input while training. Srivastava et al. (JMLR 2014); Keras 3.15.1,
// keras/src/layers/regularization/dropout.py: what is kept is scaled by 1 / (1 - rate), so that sums keep their mean.
#include <algorithm>
#include <cmath>

#include "base/assert.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

struct DropoutConfig {
  double rate = 0;
};

class Dropout final : public Layer {
 public:
  explicit Dropout(const DropoutConfig& config)
      : first_kept_(static_cast<std::uint32_t>(std::lround(config.rate * kDraws))),
        factor_(config.rate < 1 ? static_cast<Real>(1 / (1 - config.rate)) : Real{0}) {}

  LayerPlan plan(const TensorSpec& input) const override {
    LayerPlan plan;
    plan.output = input;
    plan.aliases_input = first_kept_ == 0;
    if (!plan.aliases_input) plan.saved = input.num_elements();
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const std::int64_t columns = call.input.num_elements();
    if (!drops(call.context)) {
      std::copy_n(call.x, call.rows * columns, call.y);
      return;
    }
    draw(call.context, call.rows, columns, call.saved);
    apply(call.rows * columns, call.saved, call.x, call.y);
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const std::int64_t n = call.rows * call.input.num_elements();
    if (drops(call.context)) {
      apply(n, call.saved, call.dy, call.dx);
    } else {
      std::copy_n(call.dy, n, call.dx);
    }
  }

 private:
  static constexpr double kDraws = 0x1p24;  // a draw is an integer below it

  bool drops(const LayerContext& context) const { return context.training && first_kept_ > 0; }

  /// factors (rows, columns): 0 for what is dropped. Words 0 to 3 of counter (step, q) belong to elements 4q to 4q + 3,
  /// counted over the batch with each row rounded up to whole counters: chunks of rows do not matter.
  void draw(const LayerContext& context, std::int64_t rows, std::int64_t columns, Real* factors) const {
    NNCTL_ASSERT(context.random != nullptr, "dropout needs a random stream to train");
    const std::int64_t counters = (columns + 3) / 4;
    for (std::int64_t row = 0; row < rows; ++row, factors += columns) {
      const auto first_counter = static_cast<std::uint64_t>((context.first_row + row) * counters);
      for (std::int64_t column = 0; column < columns; column += 4) {
        const auto words = context.random->words(context.step, first_counter + static_cast<std::uint64_t>(column / 4));
        const std::int64_t count = std::min<std::int64_t>(4, columns - column);
        for (std::int64_t i = 0; i < count; ++i) {
          factors[column + i] = (words[static_cast<std::size_t>(i)] >> 8) >= first_kept_ ? factor_ : Real{0};
        }
      }
    }
  }

  /// A dropped infinity is 0, not NaN.
  static void apply(std::int64_t n, const Real* factors, const Real* x, Real* y) {
    for (std::int64_t i = 0; i < n; ++i) y[i] = factors[i] == 0 ? Real{0} : x[i] * factors[i];
  }

  std::uint32_t first_kept_;  // draws below it drop
  Real factor_;
};

}  // namespace

const schema::PartType<Layer>& dropout_layer() {
  static const auto type = schema::part_type<Dropout, Layer>(
      "dropout", "Dropout",
      "While training, zeroes each input with probability `rate` and scales the rest by 1 / (1 - rate).",
      schema::Schema<DropoutConfig>("layer 'dropout'", "")
          .required("rate", &DropoutConfig::rate, "Share of the inputs that is dropped.", schema::in_closed(0.0, 1.0))
          .later("noise_shape", "Axes of size 1 in it share one decision.")
          .later("seed", "A random stream of the layer's own."),
      {{"{type: dropout, rate: 0.2}", {6}}, {"{type: dropout, rate: 0.5}", {4, 4, 3}}});
  return type;
}

}  // namespace nnctl
