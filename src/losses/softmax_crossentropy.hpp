// Crossentropy of softmax(z) against a target of weights y over the classes, from the logits z:
//   loss = log(sum_c e^z_c) sum_c y_c - sum_c y_c z_c
//        = sum_c y_c (max z - z_c) - log(max softmax(z)) sum_c y_c     (softmax is 1 / sum e^(z - max z) at the
//        maximum)
//   d loss / d z = softmax(z) - y, also where y does not sum to 1, as in TensorFlow
//                  (tensorflow/core/kernels/xent_op.h)
// In the second form no term is negative and nothing overflows, and the sum of exponentials is the softmax's own.
#pragma once

#include <algorithm>
#include <cmath>

#include "kernels/softmax.hpp"
#include "losses/crossentropy.hpp"

namespace nnctl {

inline Real largest_of(std::int64_t columns, const Real* row) {
  Real largest = row[0];
  for (std::int64_t c = 1; c < columns; ++c) largest = std::max(largest, row[c]);
  return largest;
}

/// `Target` says of each row:
///   bool counts(row)                    false: loss and gradient are 0
///   double mass(row)                    sum_c y_c
///   double gap(row, z, largest)         sum_c y_c (largest - z_c)
///   void difference(row, p, scale, d)   d = scale (p - y); d may be p
template <class Target>
double softmax_crossentropy(const LossCall& call, const Target& target) {
  const std::int64_t columns = call.columns;
  Real* const softmax = call.probabilities != nullptr ? call.probabilities : call.gradient;
  double total = 0;
  for (std::int64_t row = 0; row < call.rows; ++row) {
    if (!target.counts(row)) continue;
    const Real* z = call.prediction + row * columns;
    const Real largest = largest_of(columns, z);
    double loss = target.gap(row, z, largest);
    if (softmax == nullptr) {
      double sum = 0;
      for (std::int64_t c = 0; c < columns; ++c) sum += static_cast<double>(std::exp(z[c] - largest));
      loss += target.mass(row) * std::log(sum);
    }
    total += call.weight(row) * loss;
  }
  if (softmax == nullptr) return total;

  kernels::softmax(call.rows, columns, call.prediction, softmax);
  for (std::int64_t row = 0; row < call.rows; ++row) {
    const Real* p = softmax + row * columns;
    const double weight = call.weight(row);
    const bool counts = target.counts(row);
    if (counts) total -= weight * target.mass(row) * static_cast<double>(std::log(largest_of(columns, p)));
    if (call.gradient == nullptr) continue;
    Real* gradient = call.gradient + row * columns;
    if (counts) {
      target.difference(row, p, static_cast<Real>(call.scale * weight), gradient);
    } else {
      std::fill_n(gradient, columns, Real{0});
    }
  }
  return total;
}

}  // namespace nnctl
