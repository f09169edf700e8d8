// What a row of columns costs against another as a whole: formulas that losses and metrics share. `Truth` gives the
// target of a column: Real truth(std::int64_t column). Keras 3.15.1, keras/src/losses/losses.py.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "costs/probability.hpp"

namespace nnctl::costs {

/// Sums of y p, p^2 and y^2 over the columns, and the cosine between the two rows; that of a row of zeros is 0.
struct Cosine {
  double product = 0;
  double p_norm = 0;
  double y_norm = 0;

  template <class Truth>
  static Cosine of(std::int64_t columns, const Real* p, const Truth& truth) {
    Cosine sums;
    double p_squares = 0;
    double y_squares = 0;
    for (std::int64_t c = 0; c < columns; ++c) {
      const auto y = static_cast<double>(truth(c));
      const auto value = static_cast<double>(p[c]);
      sums.product += y * value;
      p_squares += value * value;
      y_squares += y * y;
    }
    sums.p_norm = std::max(std::sqrt(p_squares), kEpsilon);
    sums.y_norm = std::max(std::sqrt(y_squares), kEpsilon);
    return sums;
  }
  double value() const { return product / (p_norm * y_norm); }
};

/// max_c (1 - y_c) p_c - sum_c y_c p_c + 1: above 0 it is the row's hinge.
struct CategoricalMargin {
  Real strongest_wrong = 0;  ///< max_c (1 - y_c) p_c
  std::int64_t ties = 0;     ///< columns that reach it
  double margin = 0;

  template <class Truth>
  static CategoricalMargin of(std::int64_t columns, const Real* p, const Truth& truth) {
    CategoricalMargin result;
    double right = 0;
    for (std::int64_t c = 0; c < columns; ++c) {
      const Real y = truth(c);
      const Real wrong = (1 - y) * p[c];
      right += static_cast<double>(y * p[c]);
      if (c == 0 || wrong > result.strongest_wrong) {
        result.strongest_wrong = wrong;
        result.ties = 1;
      } else if (wrong == result.strongest_wrong) {
        ++result.ties;
      }
    }
    result.margin = static_cast<double>(result.strongest_wrong) - right + 1;
    return result;
  }
  double value() const { return std::max(margin, 0.0); }
};

/// -sum_c y_c ln q_c with q = clip(p / sum(p))
template <class Truth>
double categorical_crossentropy(std::int64_t columns, const Real* p, const Truth& truth) {
  Real sum = 0;
  for (std::int64_t c = 0; c < columns; ++c) sum += p[c];
  double cost = 0;
  for (std::int64_t c = 0; c < columns; ++c) {
    cost -= static_cast<double>(truth(c)) * std::log(static_cast<double>(clipped(p[c] / sum)));
  }
  return cost;
}

/// -sum_c y_c ln softmax(z)_c
template <class Truth>
double softmax_crossentropy(std::int64_t columns, const Real* z, const Truth& truth) {
  const Real largest = *std::max_element(z, z + columns);
  double sum = 0;
  double mass = 0;
  double gap = 0;
  for (std::int64_t c = 0; c < columns; ++c) {
    const Real y = truth(c);
    sum += static_cast<double>(std::exp(z[c] - largest));
    mass += static_cast<double>(y);
    gap += static_cast<double>(y * (largest - z[c]));
  }
  return gap + mass * std::log(sum);
}

}  // namespace nnctl::costs
