// Made of straight and quadratic pieces. Slopes at the joints are TensorFlow's (tests/golden/activations.json).
#include <algorithm>
#include <cmath>

#include "activations/elementwise.hpp"
#include "activations/registry.hpp"

namespace nnctl {

namespace {

/// Keras 3's line, relu6(x + 3) / 6; Keras 2 had a slope of 0.2.
struct HardSigmoid {
  Real value(Real x) const { return std::clamp(x + 3, Real{0}, Real{6}) / 6; }
  Real slope(Real x) const { return std::abs(x) < 3 ? Real{1} / 6 : Real{0}; }
};

struct HardSilu {
  HardSigmoid gate;

  Real value(Real x) const { return x * gate.value(x); }
  Real slope(Real x) const { return gate.value(x) + x * gate.slope(x); }
};

struct HardTanh {
  Real value(Real x) const { return std::clamp(x, Real{-1}, Real{1}); }
  Real slope(Real x) const { return std::abs(x) <= 1 ? Real{1} : Real{0}; }
};

struct HardShrink {
  double threshold = 0.5;

  Real value(Real x) const { return std::abs(x) <= static_cast<Real>(threshold) ? Real{0} : x; }
  Real slope(Real x) const { return std::abs(x) <= static_cast<Real>(threshold) ? Real{0} : Real{1}; }
};

struct SoftShrink {
  double threshold = 0.5;

  Real value(Real x) const {
    const auto t = static_cast<Real>(threshold);
    if (std::abs(x) <= t) return 0;
    return x > 0 ? x - t : x + t;
  }
  Real slope(Real x) const { return std::abs(x) <= static_cast<Real>(threshold) ? Real{0} : Real{1}; }
};

struct TanhShrink {
  Real value(Real x) const { return x - std::tanh(x); }
  Real slope(Real x) const {
    const Real t = std::tanh(x);
    return t * t;
  }
};

struct SparsePlus {
  Real value(Real x) const {
    if (x <= -1) return 0;
    return x >= 1 ? x : (x + 1) * (x + 1) / 4;
  }
  Real slope(Real x) const { return std::clamp((x + 1) / 2, Real{0}, Real{1}); }
};

struct SparseSigmoid {
  Real value(Real x) const { return std::clamp((x + 1) / 2, Real{0}, Real{1}); }
  Real slope(Real x) const { return std::abs(x) < 1 ? Real{0.5} : Real{0}; }
};

struct Threshold {
  double threshold = 0;
  double default_value = 0;

  Real value(Real x) const { return x <= static_cast<Real>(threshold) ? static_cast<Real>(default_value) : x; }
  Real slope(Real x) const { return x <= static_cast<Real>(threshold) ? Real{0} : Real{1}; }
};

}  // namespace

const schema::PartType<Activation>& hard_sigmoid_activation() {
  static const auto type = elementwise_type<HardSigmoid>("hard_sigmoid", "x / 6 + 0.5, cut to 0 ... 1.");
  return type;
}

const schema::PartType<Activation>& hard_silu_activation() {
  static const auto type =
      elementwise_type<HardSilu>("hard_silu", "x * hard_sigmoid(x), also called hard_swish.", {"hard_swish"});
  return type;
}

const schema::PartType<Activation>& hard_tanh_activation() {
  static const auto type = elementwise_type<HardTanh>("hard_tanh", "x, cut to -1 ... 1.");
  return type;
}

const schema::PartType<Activation>& hard_shrink_activation() {
  static const auto type = elementwise_type(
      "hard_shrink", "x where |x| > threshold, 0 elsewhere.",
      activation_schema<HardShrink>("hard_shrink")
          .field("threshold", &HardShrink::threshold, "Half the width of the gap.", schema::at_least(0.0)),
      {{"hard_shrink"}, {"{type: hard_shrink, threshold: 1.0}"}});
  return type;
}

const schema::PartType<Activation>& soft_shrink_activation() {
  static const auto type =
      elementwise_type("soft_shrink", "x moved towards 0 by threshold, 0 where |x| is smaller.",
                       activation_schema<SoftShrink>("soft_shrink")
                           .field("threshold", &SoftShrink::threshold, "How far each x moves.", schema::at_least(0.0)),
                       {{"soft_shrink"}, {"{type: soft_shrink, threshold: 1.0}"}});
  return type;
}

const schema::PartType<Activation>& tanh_shrink_activation() {
  static const auto type = elementwise_type<TanhShrink>("tanh_shrink", "x - tanh(x).");
  return type;
}

const schema::PartType<Activation>& sparse_plus_activation() {
  static const auto type =
      elementwise_type<SparsePlus>("sparse_plus", "0 up to -1, (x + 1)^2 / 4 between, x from 1 on.");
  return type;
}

const schema::PartType<Activation>& sparse_sigmoid_activation() {
  static const auto type =
      elementwise_type<SparseSigmoid>("sparse_sigmoid", "0 up to -1, (x + 1) / 2 between, 1 from 1 on.");
  return type;
}

const schema::PartType<Activation>& threshold_activation() {
  static const auto type = elementwise_type(
      "threshold", "x where x > threshold, default_value elsewhere.",
      activation_schema<Threshold>("threshold")
          .required("threshold", &Threshold::threshold, "Inputs up to it are replaced.", schema::finite())
          .required("default_value", &Threshold::default_value, "What they are replaced by.", schema::finite()),
      {{"{type: threshold, threshold: 0.5, default_value: 0.1}"}});
  return type;
}

}  // namespace nnctl
