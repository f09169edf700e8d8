// The exponential linear units: x above 0, a saturating exponential below. elu: Clevert et al. (ICLR 2016); celu:
// Barron (arXiv 1704.07483); selu: Klambauer et al. (NIPS 2017).
#include <cmath>

#include "activations/elementwise.hpp"
#include "activations/linear_units.hpp"
#include "activations/registry.hpp"

namespace nnctl {

namespace {

struct Celu {
  double alpha = 1;

  Real value(Real x) const {
    const auto a = static_cast<Real>(alpha);
    return x > 0 ? x : a * std::expm1(x / a);
  }
  /// At 0 both halves of Keras's max(x, 0) + alpha * expm1(min(x, 0) / alpha) pass the gradient on: 2.
  Real slope(Real x) const {
    if (x == 0) return 2;
    return x > 0 ? Real{1} : std::exp(x / static_cast<Real>(alpha));
  }
};

struct Selu {
  static constexpr double kAlpha = 1.6732632423543772;
  static constexpr double kScale = 1.0507009873554805;

  Real value(Real x) const {
    return x > 0 ? static_cast<Real>(kScale) * x : static_cast<Real>(kScale * kAlpha) * std::expm1(x);
  }
  Real slope(Real x) const {
    return x >= 0 ? static_cast<Real>(kScale) : static_cast<Real>(kScale * kAlpha) * std::exp(x);
  }
};

}  // namespace

const schema::PartType<Activation>& elu_activation() {
  static const auto type = elementwise_type("elu", "x where x > 0, alpha * (exp(x) - 1) elsewhere.",
                                            elu_fields("activation 'elu'"), {{"elu"}, {"{type: elu, alpha: 0.5}"}});
  return type;
}

const schema::PartType<Activation>& celu_activation() {
  static const auto type = elementwise_type(
      "celu", "x where x > 0, alpha * (exp(x / alpha) - 1) elsewhere: an elu whose slope is continuous for any alpha.",
      activation_schema<Celu>("celu").field("alpha", &Celu::alpha, "Minus the limit for x -> -infinity.",
                                            schema::above(0.0)),
      {{"celu"}, {"{type: celu, alpha: 0.5}"}});
  return type;
}

const schema::PartType<Activation>& selu_activation() {
  static const auto type = elementwise_type<Selu>(
      "selu", "A scaled elu that keeps mean 0 and variance 1 from layer to layer (with lecun_normal).");
  return type;
}

}  // namespace nnctl
