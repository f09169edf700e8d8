// Penalties on weights and outputs. Keras 3.15.1, keras/src/regularizers/regularizers.py.
#pragma once

#include <span>
#include <string>

#include "schema/part.hpp"
#include "tensor/real.hpp"
#include "tensor/shape.hpp"

namespace nnctl {

class Regularizer {
 public:
  static constexpr const char* kKind = "regularizer";
  struct Example {
    std::string yaml;
  };

  virtual ~Regularizer() = default;
  /// Why a weight of this shape has no penalty, as a sentence goes on after the regularizer's name; empty if it has.
  virtual std::string mismatch(const Shape&) const { return {}; }
  /// The penalty is a sum over elements: of a batch's outputs it can be taken in any pieces.
  virtual bool adds_up() const { return true; }
  virtual double penalty(const Shape& shape, std::span<const Real> values) const = 0;
  /// gradient += scale * d penalty / d values
  virtual void add_gradient(const Shape& shape, std::span<const Real> values, double scale,
                            std::span<Real> gradient) const = 0;
};

using RegularizerConfig = schema::PartConfig<Regularizer>;

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Regularizer>& registry<Regularizer>();
}  // namespace nnctl::schema
