// What weights are held to after each update. Keras 3.15.1, keras/src/constraints/constraints.py.
#pragma once

#include <span>
#include <string>

#include "schema/part.hpp"
#include "tensor/real.hpp"
#include "tensor/shape.hpp"

namespace nnctl {

class Constraint {
 public:
  static constexpr const char* kKind = "constraint";
  struct Example {
    std::string yaml;
  };

  virtual ~Constraint() = default;
  /// Why a weight of this shape cannot be held to it, as a sentence goes on after the constraint's name; empty if it
  /// can.
  virtual std::string mismatch(const Shape&) const { return {}; }
  /// Changes `values`, a weight of this shape, to the nearest the constraint allows.
  virtual void apply(const Shape& shape, std::span<Real> values) const = 0;
};

using ConstraintConfig = schema::PartConfig<Constraint>;

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Constraint>& registry<Constraint>();
}  // namespace nnctl::schema
