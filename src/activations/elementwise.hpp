// Activations that map each number by itself, made from two functions: y = value(x) and its slope.
#pragma once

#include "activations/declare.hpp"

namespace nnctl {

/// Formula is the part's config and its mathematics in one:
///   Real value(Real x) const;
///   Real slope(Real x) const;   dy/dx; where there is none (a kink), what TensorFlow's gradient gives
/// Neither may overflow for a finite x whose result is finite, and both keep a NaN.
template <class Formula>
class Elementwise final : public Activation {
 public:
  explicit Elementwise(const Formula& formula) : formula_(formula) {}

  bool backward_needs_input() const override { return true; }

  void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const override {
    const std::int64_t n = rows * columns;
    for (std::int64_t i = 0; i < n; ++i) y[i] = formula_.value(x[i]);
  }

  void backward(std::int64_t rows, std::int64_t columns, const Real* x, const Real*, const Real* dy,
                Real* dx) const override {
    const std::int64_t n = rows * columns;
    for (std::int64_t i = 0; i < n; ++i) dx[i] = dy[i] * formula_.slope(x[i]);
  }

 private:
  Formula formula_;
};

/// Formula with parameters.
template <class Formula>
schema::PartType<Activation> elementwise_type(const std::string& name, std::string text, schema::Schema<Formula> fields,
                                              std::vector<Activation::Example> examples) {
  return activation_type<Elementwise<Formula>>(name, std::move(text), std::move(fields), std::move(examples));
}

/// Formula without parameters.
template <class Formula>
schema::PartType<Activation> elementwise_type(const std::string& name, std::string text,
                                              std::vector<std::string> aliases = {}) {
  return activation_type<Elementwise<Formula>, Formula>(name, std::move(text), std::move(aliases));
}

}  // namespace nnctl
