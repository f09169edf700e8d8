// Smooth functions of one number. sigmoid, tanh and exponential run on the vector kernels, from their output alone.
#include <cmath>

#include "activations/elementwise.hpp"
#include "activations/registry.hpp"
#include "activations/stable.hpp"
#include "kernels/elementwise.hpp"

namespace nnctl {

namespace {

struct SigmoidCurve {
  static void apply(std::int64_t n, const Real* x, Real* y) { kernels::sigmoid(n, x, y); }
  static Real slope(Real y) { return y * (1 - y); }
};

struct TanhCurve {
  static void apply(std::int64_t n, const Real* x, Real* y) { kernels::tanh(n, x, y); }
  static Real slope(Real y) { return 1 - y * y; }
};

struct ExponentialCurve {
  static void apply(std::int64_t n, const Real* x, Real* y) { kernels::exp(n, x, y); }
  static Real slope(Real y) { return y; }
};

/// A kernel forward; the slope from y, so that x need not be kept.
template <class Curve>
class FromOutput final : public Activation {
 public:
  explicit FromOutput(const NoParameters&) {}

  bool backward_needs_input() const override { return false; }
  void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const override {
    Curve::apply(rows * columns, x, y);
  }
  void backward(std::int64_t rows, std::int64_t columns, const Real*, const Real* y, const Real* dy,
                Real* dx) const override {
    const std::int64_t n = rows * columns;
    for (std::int64_t i = 0; i < n; ++i) dx[i] = dy[i] * Curve::slope(y[i]);
  }
};

struct LogSigmoid {
  Real value(Real x) const { return -stable::softplus(-x); }
  Real slope(Real x) const { return stable::sigmoid(-x); }
};

struct Softplus {
  Real value(Real x) const { return stable::softplus(x); }
  Real slope(Real x) const { return stable::sigmoid(x); }
};

struct Softsign {
  Real value(Real x) const { return x / (1 + std::abs(x)); }
  Real slope(Real x) const {
    const Real reciprocal = 1 / (1 + std::abs(x));
    return reciprocal * reciprocal;
  }
};

/// (x + sqrt(x^2 + b)) / 2
struct Squareplus {
  double b = 4;

  Real root(Real x) const { return std::sqrt(x * x + static_cast<Real>(b)); }
  Real value(Real x) const {
    // the second form is the first times (root - x) / (root - x), which does not cancel for x < 0
    return x < 0 ? static_cast<Real>(b) / 2 / (root(x) - x) : (x + root(x)) / 2;
  }
  Real slope(Real x) const { return value(x) / root(x); }
};

}  // namespace

const schema::PartType<Activation>& sigmoid_activation() {
  static const auto type = activation_type<FromOutput<SigmoidCurve>>(
      "sigmoid", "1 / (1 + exp(-x)): a probability of its own for each output.");
  return type;
}

const schema::PartType<Activation>& tanh_activation() {
  static const auto type = activation_type<FromOutput<TanhCurve>>("tanh", "Hyperbolic tangent: between -1 and 1.");
  return type;
}

const schema::PartType<Activation>& exponential_activation() {
  static const auto type = activation_type<FromOutput<ExponentialCurve>>("exponential", "exp(x).");
  return type;
}

const schema::PartType<Activation>& log_sigmoid_activation() {
  static const auto type = elementwise_type<LogSigmoid>("log_sigmoid", "log(sigmoid(x)).");
  return type;
}

const schema::PartType<Activation>& softplus_activation() {
  static const auto type = elementwise_type<Softplus>("softplus", "log(1 + exp(x)): a smooth relu.");
  return type;
}

const schema::PartType<Activation>& softsign_activation() {
  static const auto type = elementwise_type<Softsign>("softsign", "x / (1 + |x|).");
  return type;
}

const schema::PartType<Activation>& squareplus_activation() {
  static const auto type = elementwise_type(
      "squareplus", "(x + sqrt(x^2 + b)) / 2: a smooth relu without exponentials.",
      activation_schema<Squareplus>("squareplus")
          .field("b", &Squareplus::b, "Width of the bend: the output at 0 is sqrt(b) / 2.", schema::above(0.0)),
      {{"squareplus"}, {"{type: squareplus, b: 1.0}"}});
  return type;
}

}  // namespace nnctl
