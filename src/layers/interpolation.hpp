// Weights that enlarge an axis by a whole factor, as TensorFlow 2's image.resize has them: pixel centres lie at halves,
// nothing is smoothed, and at the edges the weights that are left sum to 1.
#pragma once

#include <cstdint>
#include <vector>

#include "schema/codec.hpp"
#include "tensor/real.hpp"

namespace nnctl {

enum class Interpolation { kNearest, kBilinear, kBicubic, kLanczos3, kLanczos5 };

/// An axis of `inputs` that becomes inputs * factor long. Not for kNearest.
struct AxisInterpolation {
  Interpolation kind;
  std::int64_t inputs;
  std::int64_t factor;

  std::int64_t outputs() const { return inputs * factor; }
  /// Inputs that one output depends on.
  std::int64_t taps() const;
  /// The first of them; it and the last ones may lie outside the axis, with weight 0.
  std::int64_t first_tap(std::int64_t output) const;
  /// weights (outputs, taps)
  void fill(Real* weights) const;

  /// visit(input, weight) for each input that `output` depends on.
  template <class Visit>
  void for_each_tap(const Real* weights, std::int64_t output, Visit visit) const {
    const std::int64_t first = first_tap(output);
    for (std::int64_t tap = 0; tap < taps(); ++tap) {
      const std::int64_t input = first + tap;
      if (input >= 0 && input < inputs) visit(input, weights[output * taps() + tap]);
    }
  }
};

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Choices<Interpolation> {
  static constexpr bool kAnyCase = true;
  static const std::vector<Choice<Interpolation>>& all();
};

}  // namespace nnctl::schema
