// Rows as probabilities and their logarithms, on the vector kernels, from the output alone.
#include <cmath>

#include "activations/declare.hpp"
#include "activations/registry.hpp"
#include "kernels/softmax.hpp"

namespace nnctl {

namespace {

class Softmax final : public Activation {
 public:
  explicit Softmax(const NoParameters&) {}

  bool backward_needs_input() const override { return false; }
  void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const override {
    kernels::softmax(rows, columns, x, y);
  }
  void backward(std::int64_t rows, std::int64_t columns, const Real*, const Real* y, const Real* dy,
                Real* dx) const override {
    kernels::softmax_backward(rows, columns, y, dy, dx);
  }
};

class LogSoftmax final : public Activation {
 public:
  explicit LogSoftmax(const NoParameters&) {}

  bool backward_needs_input() const override { return false; }
  void forward(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) const override {
    kernels::log_softmax(rows, columns, x, y);
  }
  /// dx = dy - exp(y) sum(dy) by row
  void backward(std::int64_t rows, std::int64_t columns, const Real*, const Real* y, const Real* dy,
                Real* dx) const override {
    for (std::int64_t row = 0; row < rows; ++row, y += columns, dy += columns, dx += columns) {
      Real sum = 0;
      for (std::int64_t j = 0; j < columns; ++j) sum += dy[j];
      for (std::int64_t j = 0; j < columns; ++j) dx[j] = dy[j] - std::exp(y[j]) * sum;
    }
  }
};

}  // namespace

const schema::PartType<Activation>& softmax_activation() {
  static const auto type = activation_type<Softmax>(
      "softmax", "exp(x) / sum(exp(x)) over the last axis: probabilities of classes that exclude each other.");
  return type;
}

const schema::PartType<Activation>& log_softmax_activation() {
  static const auto type = activation_type<LogSoftmax>("log_softmax", "log(softmax(x)) over the last axis.");
  return type;
}

}  // namespace nnctl
