// l1 * sum |w| + l2 * sum w^2 (no one half; gradient l1 sign(w) + 2 l2 w, sign(0) = 0). The three regularizers differ
// in their defaults alone.
#include <cmath>

#include "regularizers/registry.hpp"

namespace nnctl {

namespace {

using schema::at_least;
using schema::Schema;

class L1L2 final : public Regularizer {
 public:
  template <class Config>
  explicit L1L2(const Config& config) : l1_(config.l1), l2_(config.l2) {}

  double penalty(const Shape&, std::span<const Real> values) const override {
    double sum_abs = 0;
    double sum_squares = 0;
    for (const Real value : values) {
      sum_abs += std::abs(static_cast<double>(value));
      sum_squares += static_cast<double>(value) * static_cast<double>(value);
    }
    return l1_ * sum_abs + l2_ * sum_squares;
  }

  void add_gradient(const Shape&, std::span<const Real> values, double scale, std::span<Real> gradient) const override {
    const auto l1 = static_cast<Real>(scale * l1_);
    const auto l2 = static_cast<Real>(scale * 2 * l2_);
    for (std::size_t i = 0; i < values.size(); ++i) {
      const Real sign = static_cast<Real>(values[i] > 0) - static_cast<Real>(values[i] < 0);
      gradient[i] += l1 * sign + l2 * values[i];
    }
  }

 private:
  double l1_;
  double l2_;
};

struct L1Config {
  double l1 = 0.01;
  static constexpr double l2 = 0;
};
struct L2Config {
  static constexpr double l1 = 0;
  double l2 = 0.01;
};
struct L1L2Config {
  double l1 = 0;
  double l2 = 0;
};

constexpr const char* kL1Text = "Factor of the sum of absolute values.";
constexpr const char* kL2Text = "Factor of the sum of squares.";

}  // namespace

const schema::PartType<Regularizer>& l1_regularizer() {
  static const auto type = schema::part_type<L1L2, Regularizer>(
      "l1", "L1", "Adds l1 * sum(|w|) to the loss: drives small weights to zero.",
      Schema<L1Config>("regularizer 'l1'", "").field("l1", &L1Config::l1, kL1Text, at_least(0.0)),
      {{"l1"}, {"{type: l1, l1: 0.001}"}});
  return type;
}

const schema::PartType<Regularizer>& l2_regularizer() {
  static const auto type = schema::part_type<L1L2, Regularizer>(
      "l2", "L2", "Adds l2 * sum(w^2) to the loss: keeps weights small.",
      Schema<L2Config>("regularizer 'l2'", "").field("l2", &L2Config::l2, kL2Text, at_least(0.0)),
      {{"l2"}, {"{type: l2, l2: 0.0001}"}});
  return type;
}

const schema::PartType<Regularizer>& l1l2_regularizer() {
  static const auto type =
      schema::part_type<L1L2, Regularizer>("l1l2", "L1L2", "Adds both penalties; with the defaults, none.",
                                           Schema<L1L2Config>("regularizer 'l1l2'", "")
                                               .field("l1", &L1L2Config::l1, kL1Text, at_least(0.0))
                                               .field("l2", &L1L2Config::l2, kL2Text, at_least(0.0)),
                                           {{"{type: l1l2, l1: 0.001, l2: 0.001}"}});
  return type;
}

}  // namespace nnctl
