// First values of a parameter. Keras 3.15.1, keras/src/initializers: fans come from the shape alone.
#pragma once

#include <span>
#include <string>

#include "base/rng.hpp"
#include "schema/part.hpp"
#include "tensor/real.hpp"
#include "tensor/shape.hpp"

namespace nnctl {

class Initializer {
 public:
  static constexpr const char* kKind = "initializer";
  struct Example {
    std::string yaml;
  };

  virtual ~Initializer() = default;
  /// Why a weight of this shape cannot be filled, as a sentence goes on after the initializer's name; empty if it can.
  virtual std::string mismatch(const Shape&) const { return {}; }
  /// Fills `values` (num_elements of `shape`, which fits). Element i draws from counter i, so no order matters.
  virtual void fill(const Shape& shape, const RandomStream& random, std::span<Real> values) const = 0;
};

using InitializerConfig = schema::PartConfig<Initializer>;

/// Keras's fans: (n) -> n, n; (a, b) -> a, b; (k..., p, q) -> prod(k) p, prod(k) q; () -> 1, 1.
struct Fans {
  double in = 1;
  double out = 1;
};
Fans fans_of(const Shape& shape);

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Initializer>& registry<Initializer>();
}  // namespace nnctl::schema
