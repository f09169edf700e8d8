#include "layers/interpolation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/assert.hpp"

namespace nnctl {

namespace {

/// How far the kernel reaches, in inputs.
std::int64_t radius_of(Interpolation kind) {
  switch (kind) {
    case Interpolation::kNearest:
      break;
    case Interpolation::kBilinear:
      return 1;
    case Interpolation::kBicubic:
      return 2;
    case Interpolation::kLanczos3:
      return 3;
    case Interpolation::kLanczos5:
      return 5;
  }
  NNCTL_ASSERT(false, "nearest has no kernel");
  return 0;
}

/// Keys, "Cubic convolution interpolation for digital image processing" (1981): a = -1/2.
double cubic(double x) {
  constexpr double a = -0.5;
  if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
}

/// sinc(x) sinc(x / radius): Duchon, "Lanczos filtering in one and two dimensions" (1979).
double lanczos(double x, double radius) {
  if (x >= radius) return 0;
  if (x <= 1e-3) return 1;
  const double angle = std::numbers::pi * x;
  return radius * std::sin(angle) * std::sin(angle / radius) / (angle * angle);
}

/// At the distance x >= 0.
double kernel(Interpolation kind, double x) {
  if (kind == Interpolation::kBilinear) return std::max(1 - x, 0.0);
  if (kind == Interpolation::kBicubic) return cubic(x);
  return lanczos(x, static_cast<double>(radius_of(kind)));
}

}  // namespace

std::int64_t AxisInterpolation::taps() const { return 2 * radius_of(kind); }

// The output's centre is at (output + 1/2) / factor, and the input before it at floor(centre - 1/2).
std::int64_t AxisInterpolation::first_tap(std::int64_t output) const {
  const std::int64_t doubled = 2 * output + 1 - factor;
  const std::int64_t before = doubled >= 0 ? doubled / (2 * factor) : -1;
  return before - radius_of(kind) + 1;
}

void AxisInterpolation::fill(Real* weights) const {
  constexpr double kCubicSteps = 1024;  // TensorFlow reads the cubic off a table
  for (std::int64_t output = 0; output < outputs(); ++output, weights += taps()) {
    const std::int64_t first = first_tap(output);
    const std::int64_t before = first + radius_of(kind) - 1;
    double beyond = (static_cast<double>(output) + 0.5) / static_cast<double>(factor) - 0.5 -
                    static_cast<double>(before);  // of that input's centre, in [0, 1)
    if (kind == Interpolation::kBicubic) beyond = std::nearbyint(beyond * kCubicSteps) / kCubicSteps;
    const auto weight_of = [&](std::int64_t tap) {
      const std::int64_t input = first + tap;
      if (input < 0 || input >= inputs) return 0.0;
      return kernel(kind, std::abs(static_cast<double>(input - before) - beyond));
    };
    double sum = 0;
    for (std::int64_t tap = 0; tap < taps(); ++tap) sum += weight_of(tap);
    for (std::int64_t tap = 0; tap < taps(); ++tap) weights[tap] = static_cast<Real>(weight_of(tap) / sum);
  }
}

}  // namespace nnctl

namespace nnctl::schema {

const std::vector<Choice<Interpolation>>& Choices<Interpolation>::all() {
  static const std::vector<Choice<Interpolation>> list = {{"nearest", Interpolation::kNearest},
                                                          {"bilinear", Interpolation::kBilinear},
                                                          {"bicubic", Interpolation::kBicubic},
                                                          {"lanczos3", Interpolation::kLanczos3},
                                                          {"lanczos5", Interpolation::kLanczos5}};
  return list;
}

}  // namespace nnctl::schema
