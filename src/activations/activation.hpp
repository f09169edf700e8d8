// What every activation declares. Formulas and defaults: Keras 3.15.1, keras/src/activations/activations.py.
#pragma once

#include <cstdint>
#include <string>

#include "schema/part.hpp"
#include "tensor/real.hpp"

namespace nnctl {

class Activation {
 public:
  static constexpr const char* kKind = "activation";
  /// A config that docs show and the conformance test checks.
  struct Example {
    std::string yaml;
  };

  virtual ~Activation() = default;

  /// Size of the last axis of y for `columns` of x: the same, but for glu (half). 0 when it does not fit.
  virtual std::int64_t output_columns(std::int64_t columns) const { return columns; }
  /// Whether backward reads x; otherwise y alone is enough, and forward may run in place.
  virtual bool backward_needs_input() const = 0;
  /// max(x, 0) exactly: a product may apply it in its store.
  virtual bool is_plain_relu() const { return false; }
  /// y = x: nothing to do.
  virtual bool is_linear() const { return false; }

  /// y (rows, output columns) from x (rows, columns). y may be x when the columns are equal.
  virtual void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const = 0;
  /// dx (rows, columns) from dy (rows, output columns). x may be null when it is not needed; dx may be dy when the
  /// columns are equal.
  virtual void backward(std::int64_t rows, std::int64_t columns, const Real* x, const Real* y, const Real* dy,
                        Real* dx) const = 0;
};

using ActivationConfig = schema::PartConfig<Activation>;

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Activation>& registry<Activation>();
}  // namespace nnctl::schema
