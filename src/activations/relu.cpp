// The rectified linear units. At their kinks the slopes are those of Keras's composition of TensorFlow operations
// (keras/src/activations/activations.py, ReLU.static_call), as tests/golden/activations.json has them.
#include <algorithm>

#include "activations/elementwise.hpp"
#include "activations/linear_units.hpp"
#include "activations/registry.hpp"
#include "kernels/elementwise.hpp"

namespace nnctl {

namespace {

constexpr Real kSix = 6;

struct Relu6 {
  Real value(Real x) const { return std::clamp(x, Real{0}, kSix); }
  Real slope(Real x) const { return x > 0 && x < kSix ? Real{1} : Real{0}; }
};

/// x, at most max_value, above the threshold; negative_slope (x - threshold) below.
class GeneralRelu {
 public:
  explicit GeneralRelu(const ReluConfig& config)
      : negative_slope_(static_cast<Real>(config.negative_slope)),
        threshold_(static_cast<Real>(config.threshold)),
        is_capped_(config.max_value.has_value()),
        max_value_(static_cast<Real>(config.max_value.value_or(0))) {}

  Real value(Real x) const {
    if (x <= threshold_) return negative_slope_ == 0 ? Real{0} : negative_slope_ * (x - threshold_);
    return is_capped_ ? std::min(x, max_value_) : x;
  }

  Real slope(Real x) const {
    if (x < threshold_) return negative_slope_;
    if (x == threshold_) return threshold_ == 0 && !is_capped_ ? negative_slope_ : Real{0};
    if (!is_capped_ || x < max_value_) return 1;
    // Keras takes relu6 for a cap of 6, and clip otherwise: the one's slope at the cap is 0, the other's 1
    return x == max_value_ && (max_value_ != kSix || threshold_ != 0) ? Real{1} : Real{0};
  }

 private:
  Real negative_slope_;
  Real threshold_;
  bool is_capped_;
  Real max_value_;
};

class Relu final : public Activation {
 public:
  explicit Relu(const ReluConfig& config)
      : is_plain_(config.negative_slope == 0 && !config.max_value && config.threshold == 0),
        general_(GeneralRelu(config)) {}

  bool backward_needs_input() const override { return !is_plain_; }
  bool is_plain_relu() const override { return is_plain_; }

  void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const override {
    if (is_plain_) return kernels::relu(rows * columns, x, y);
    general_.forward(rows, columns, x, y);
  }
  void backward(std::int64_t rows, std::int64_t columns, const Real* x, const Real* y, const Real* dy,
                Real* dx) const override {
    if (is_plain_) return kernels::relu_backward(rows * columns, y, dy, dx);
    general_.backward(rows, columns, x, y, dy, dx);
  }

 private:
  bool is_plain_;
  Elementwise<GeneralRelu> general_;
};

}  // namespace

const schema::PartType<Activation>& relu_activation() {
  static const auto type = activation_type<Relu>(
      "relu", "max(x, 0); with parameters: x up to max_value above threshold, negative_slope * (x - threshold) below.",
      relu_fields("activation 'relu'", schema::finite()),
      {{"relu"}, {"{type: relu, negative_slope: 0.1, max_value: 2.0, threshold: 0.25}"}});
  return type;
}

const schema::PartType<Activation>& relu6_activation() {
  static const auto type = elementwise_type<Relu6>("relu6", "min(max(x, 0), 6).");
  return type;
}

const schema::PartType<Activation>& leaky_relu_activation() {
  static const auto type = elementwise_type(
      "leaky_relu", "x where x > 0, negative_slope * x elsewhere.",
      activation_schema<LeakyRelu>("leaky_relu")
          .field("negative_slope", &LeakyRelu::negative_slope, "Slope of the negative side.", schema::finite()),
      {{"leaky_relu"}, {"{type: leaky_relu, negative_slope: 0.01}"}});
  return type;
}

}  // namespace nnctl
