// x times a soft gate of x. gelu: Hendrycks and Gimpel (arXiv 1606.08415); silu (swish): Elfwing et al. (arXiv
// 1702.03118); mish: Misra (BMVC 2020).
#include <cmath>
#include <numbers>

#include "activations/elementwise.hpp"
#include "activations/registry.hpp"
#include "activations/stable.hpp"

namespace nnctl {

namespace {

struct GeluConfig {
  bool approximate = false;
};

/// x Phi(x), Phi the standard normal's distribution function.
struct ExactGelu {
  static Real phi(Real x) { return Real{0.5} * std::erfc(-x * static_cast<Real>(1 / std::numbers::sqrt2)); }

  Real value(Real x) const { return x * phi(x); }
  Real slope(Real x) const {
    constexpr auto kDensityAtZero = static_cast<Real>(0.39894228040143267794);  // 1 / sqrt(2 pi)
    return phi(x) + x * kDensityAtZero * std::exp(Real{-0.5} * x * x);
  }
};

/// x (1 + tanh(u)) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3); (1 + tanh(u)) / 2 = sigmoid(2u) does not cancel.
struct TanhGelu {
  static constexpr auto kTwiceRoot = static_cast<Real>(1.5957691216057307);  // 2 sqrt(2 / pi)
  static constexpr auto kCubic = static_cast<Real>(0.044715);

  static Real gate(Real x) { return stable::sigmoid(kTwiceRoot * x * (1 + kCubic * x * x)); }

  Real value(Real x) const { return x * gate(x); }
  Real slope(Real x) const {
    const Real g = gate(x);
    return g + g * (1 - g) * x * kTwiceRoot * (1 + 3 * kCubic * x * x);
  }
};

class Gelu final : public Activation {
 public:
  explicit Gelu(const GeluConfig& config) : approximate_(config.approximate) {}

  bool backward_needs_input() const override { return true; }
  void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const override {
    approximate_ ? tanh_.forward(rows, columns, x, y) : exact_.forward(rows, columns, x, y);
  }
  void backward(std::int64_t rows, std::int64_t columns, const Real* x, const Real* y, const Real* dy,
                Real* dx) const override {
    approximate_ ? tanh_.backward(rows, columns, x, y, dy, dx) : exact_.backward(rows, columns, x, y, dy, dx);
  }

 private:
  bool approximate_;
  Elementwise<ExactGelu> exact_{ExactGelu{}};
  Elementwise<TanhGelu> tanh_{TanhGelu{}};
};

struct Silu {
  Real value(Real x) const { return x * stable::sigmoid(x); }
  Real slope(Real x) const {
    const Real s = stable::sigmoid(x);
    return s + x * s * (1 - s);
  }
};

/// x tanh(softplus(x)); with e = exp(x) the gate is n / (n + 2), n = e (e + 2).
struct Mish {
  static constexpr Real kOpen = 20;  // the gate's distance from 1 is below 1e-17 from here

  Real value(Real x) const {
    if (x > kOpen) return x;
    const Real e = std::exp(x);
    const Real n = e * (e + 2);
    return x * (n / (n + 2));
  }
  Real slope(Real x) const {
    if (x > kOpen) return 1;
    const Real e = std::exp(x);
    const Real n = e * (e + 2);
    const Real gate = n / (n + 2);
    // d gate / dx = (1 - gate^2) sigmoid(x), and 1 - gate = 2 / (n + 2)
    return gate + x * (1 + gate) * (2 / (n + 2)) * (e / (1 + e));
  }
};

}  // namespace

const schema::PartType<Activation>& gelu_activation() {
  static const auto type = activation_type<Gelu>(
      "gelu", "x * P(X <= x) for a standard normal X.",
      activation_schema<GeluConfig>("gelu").field(
          "approximate", &GeluConfig::approximate,
          "Use 0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) instead of the error function."),
      {{"gelu"}, {"{type: gelu, approximate: true}"}});
  return type;
}

const schema::PartType<Activation>& silu_activation() {
  static const auto type = elementwise_type<Silu>("silu", "x * sigmoid(x), also called swish.", {"swish"});
  return type;
}

const schema::PartType<Activation>& mish_activation() {
  static const auto type = elementwise_type<Mish>("mish", "x * tanh(softplus(x)).");
  return type;
}

}  // namespace nnctl
