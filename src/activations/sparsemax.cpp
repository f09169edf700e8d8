// Sparsemax as Keras 3.15.1 computes it (keras/src/ops/nn.py). With z sorted downwards, c_r = z_1 + ... + z_r and the
// support r <= k while r z_r > c_r - 1, it is max(z - tau, 0) with tau = (c_1 + ... + c_k - 1) / k. Martins and
// Astudillo (ICML 2016) have c_k in place of that sum: Keras's rows add up to 1 only where k is 1.
#include <algorithm>
#include <limits>

#include "activations/declare.hpp"
#include "activations/registry.hpp"

namespace nnctl {

namespace {

/// Walks down a row by value, ties by position, in memory of no size: k steps of one pass each, and k is small.
class Descent {
 public:
  Descent(const Real* x, std::int64_t columns) : x_(x), columns_(columns) {}

  /// The position of the next smaller value; -1 after the last.
  std::int64_t next() {
    std::int64_t best = -1;
    for (std::int64_t j = 0; j < columns_; ++j) {
      const bool is_left = last_ < 0 || x_[j] < x_[last_] || (x_[j] == x_[last_] && j > last_);
      if (is_left && (best < 0 || x_[j] > x_[best])) best = j;
    }
    return last_ = best;
  }

 private:
  const Real* x_;
  std::int64_t columns_;
  std::int64_t last_ = -1;
};

struct Support {
  std::int64_t size = 0;
  Real tau = 0;
};

Support support_of(const Real* x, std::int64_t columns) {
  Descent descent(x, columns);
  Support support;
  Real cumulative = 0;
  Real sum = 0;
  for (std::int64_t rank = 1; rank <= columns; ++rank) {
    const std::int64_t j = descent.next();
    if (j < 0) break;  // NaNs have no place in the order
    cumulative += x[j];
    if (!(static_cast<Real>(rank) * x[j] > cumulative - 1)) break;
    support.size = rank;
    sum += cumulative;
  }
  support.tau = support.size > 0 ? (sum - 1) / static_cast<Real>(support.size) : std::numeric_limits<Real>::quiet_NaN();
  return support;
}

class Sparsemax final : public Activation {
 public:
  explicit Sparsemax(const NoParameters&) {}

  bool backward_needs_input() const override { return true; }

  void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const override {
    for (std::int64_t row = 0; row < rows; ++row, x += columns, y += columns) {
      const Real tau = support_of(x, columns).tau;
      for (std::int64_t j = 0; j < columns; ++j) y[j] = x[j] - tau < 0 ? Real{0} : x[j] - tau;
    }
  }

  /// d tau / d z_r = (k - r + 1) / k for r <= k: z_r stands in the sums c_r to c_k.
  void backward(std::int64_t rows, std::int64_t columns, const Real* x, const Real*, const Real* dy,
                Real* dx) const override {
    for (std::int64_t row = 0; row < rows; ++row, x += columns, dy += columns, dx += columns) {
      const Support support = support_of(x, columns);
      Real sum = 0;
      for (std::int64_t j = 0; j < columns; ++j) {
        dx[j] = x[j] - support.tau < 0 ? Real{0} : dy[j];
        sum += dx[j];
      }
      Descent descent(x, columns);
      for (std::int64_t rank = 1; rank <= support.size; ++rank) {
        dx[descent.next()] -= sum * static_cast<Real>(support.size - rank + 1) / static_cast<Real>(support.size);
      }
    }
  }
};

}  // namespace

const schema::PartType<Activation>& sparsemax_activation() {
  static const auto type = activation_type<Sparsemax>(
      "sparsemax", "max(x - tau, 0) over the last axis, tau chosen by row: like softmax, with exact zeros.");
  return type;
}

}  // namespace nnctl
