// What one number costs against another: the formulas that losses and metrics share, with their slopes in the
// prediction. Keras 3.15.1, keras/src/losses/losses.py; at kinks the slopes are those of its TensorFlow backend.
//
// Each type has
//   double value(Real p, Real y) const     cost of the prediction p where y is true
//   double slope(Real p, Real y) const     d value / d p
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "costs/probability.hpp"
#include "tensor/real.hpp"

namespace nnctl::costs {

/// How the costs of a row's columns become the row's.
enum class Columns { kMean, kSum };

inline double error_of(Real p, Real y) { return static_cast<double>(p - y); }
inline double sign_of(double value) { return static_cast<double>(value > 0) - static_cast<double>(value < 0); }

struct SquaredError {
  double value(Real p, Real y) const { return error_of(p, y) * error_of(p, y); }
  double slope(Real p, Real y) const { return 2 * error_of(p, y); }
};

struct AbsoluteError {
  double value(Real p, Real y) const { return std::abs(error_of(p, y)); }
  double slope(Real p, Real y) const { return sign_of(error_of(p, y)); }
};

/// 100 |p - y| / max(|y|, 1e-7)
struct AbsolutePercentageError {
  double value(Real p, Real y) const { return 100 * std::abs(error_of(p, y)) / size(y); }
  double slope(Real p, Real y) const { return 100 * sign_of(error_of(p, y)) / size(y); }

 private:
  static double size(Real y) { return std::max(std::abs(static_cast<double>(y)), kEpsilon); }
};

/// (ln(max(p, 1e-7) + 1) - ln(max(y, 1e-7) + 1))^2
struct SquaredLogarithmicError {
  double value(Real p, Real y) const { return difference(p, y) * difference(p, y); }
  double slope(Real p, Real y) const {
    if (!(p >= kLeastProbability)) return 0;  // TensorFlow's maximum hands the slope to its first argument at a tie
    return 2 * difference(p, y) / (static_cast<double>(p) + 1);
  }

 private:
  static double logarithm(Real value) { return std::log1p(std::max(static_cast<double>(value), kEpsilon)); }
  static double difference(Real p, Real y) { return logarithm(p) - logarithm(y); }
};

/// e^2 / 2 up to |e| = delta, a line of slope delta beyond.
struct Huber {
  double delta = 1;

  double value(Real p, Real y) const {
    const double error = std::abs(error_of(p, y));
    return error <= delta ? error * error / 2 : delta * error - delta * delta / 2;
  }
  double slope(Real p, Real y) const {
    const double error = error_of(p, y);
    return std::abs(error) <= delta ? error : delta * sign_of(error);
  }
};

/// ln cosh e = |e| + ln(1 + exp(-2 |e|)) - ln 2
struct LogCosh {
  double value(Real p, Real y) const {
    const double error = std::abs(error_of(p, y));
    return error + std::log1p(std::exp(-2 * error)) - std::numbers::ln2;
  }
  double slope(Real p, Real y) const { return std::tanh(error_of(p, y)); }
};

/// p - y ln(p + 1e-7): Poisson's negative log likelihood without the terms of y alone.
struct Poisson {
  double value(Real p, Real y) const {
    return static_cast<double>(p) - static_cast<double>(y) * std::log(static_cast<double>(p) + kEpsilon);
  }
  double slope(Real p, Real y) const { return 1 - static_cast<double>(y) / (static_cast<double>(p) + kEpsilon); }
};

/// y ln(y / p), both clipped to [1e-7, 1].
struct Divergence {
  double value(Real p, Real y) const {
    const double truth = clip(y);
    return truth * std::log(truth / clip(p));
  }
  double slope(Real p, Real y) const {
    return p >= kLeastProbability && p <= 1 ? -clip(y) / static_cast<double>(p) : 0.0;
  }

 private:
  static double clip(Real value) { return static_cast<double>(std::clamp(value, kLeastProbability, Real{1})); }
};

/// max(1 - y p, 0), y being -1 or 1. A 0 is the other class of a 1 and stands for -1.
struct Hinge {
  static double margin(Real p, Real y) { return static_cast<double>(1 - label(y) * p); }
  static Real label(Real y) { return y == 0 ? Real{-1} : y; }

  double value(Real p, Real y) const { return std::max(margin(p, y), 0.0); }
  double slope(Real p, Real y) const { return margin(p, y) >= 0 ? -static_cast<double>(label(y)) : 0.0; }
};

/// The square of the hinge.
struct SquaredHinge {
  double value(Real p, Real y) const {
    const double hinge = Hinge().value(p, y);
    return hinge * hinge;
  }
  double slope(Real p, Real y) const { return 2 * Hinge().value(p, y) * -static_cast<double>(Hinge::label(y)); }
};

}  // namespace nnctl::costs
