// Adafactor (Shazeer and Stern, arXiv:1804.04235): the mean squared gradients of a matrix are kept as the means of its
// rows and columns. Keras 3.15.1, keras/src/optimizers/adafactor.py, which takes min(rate, 1 / sqrt(t)) whatever
// `relative_step` says.
#include <algorithm>
#include <cmath>

#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

using schema::above;

struct AdafactorConfig {
  OptimizerOptions options;
  double beta_2_decay = -0.8;
  double epsilon_1 = 1e-30;
  double epsilon_2 = 1e-3;
  double clip_threshold = 1;
  bool relative_step = true;
};

Real root_mean_square(std::int64_t size, const Real* x) {
  double sum = 0;
  for (std::int64_t i = 0; i < size; ++i) sum += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  return static_cast<Real>(std::sqrt(sum / static_cast<double>(size)));
}

class Adafactor final : public Optimizer {
 public:
  explicit Adafactor(const AdafactorConfig& config) : Optimizer(config.options), config_(config) {}

  /// Of a matrix (rows, columns) only the first `rows` of "row_means" and `columns` of "column_means" are in use, and
  /// "velocity" is a buffer; of a vector only "velocity" is.
  std::vector<OptimizerState> slots() const override { return {{"row_means"}, {"column_means"}, {"velocity"}}; }
  bool wants_whole_parameters() const override { return true; }

  void update(const UpdateCall& call) const override {
    const auto step = static_cast<Real>(call.iteration + 1);
    const auto epsilon = static_cast<Real>(config_.epsilon_1);
    const Real beta = 1 - std::pow(step, static_cast<Real>(config_.beta_2_decay));
    const Real relative = std::min(static_cast<Real>(call.learning_rate), 1 / std::sqrt(step));
    const Real alpha =
        std::max(static_cast<Real>(config_.epsilon_2), root_mean_square(call.size, call.weights)) * relative;
    Real* v = call.slots[2];
    if (call.shape->rank() >= 2) {
      factored(call, beta, epsilon);
    } else {
      for (std::int64_t i = 0; i < call.size; ++i) {
        v[i] = beta * v[i] + (1 - beta) * (call.gradient[i] * call.gradient[i] + epsilon);
      }
    }
    double sum = 0;
    for (std::int64_t i = 0; i < call.size; ++i) {
      const auto u = static_cast<double>(call.gradient[i] / std::sqrt(v[i]));
      sum += u * u;
    }
    const auto size = static_cast<Real>(std::sqrt(sum / static_cast<double>(call.size)));
    const Real divisor = std::max(Real{1}, size / static_cast<Real>(config_.clip_threshold));
    for (std::int64_t i = 0; i < call.size; ++i) {
      call.weights[i] -= alpha * (call.gradient[i] / std::sqrt(v[i]) / divisor);
    }
  }

 private:
  // Each of the matrices (R, C) of the last two axes: row means (R), column means (C), velocity (R, C)
  static void factored(const UpdateCall& call, Real beta, Real epsilon) {
    const Shape& shape = *call.shape;
    const std::int64_t C = shape[shape.rank() - 1];
    const std::int64_t R = shape[shape.rank() - 2];
    const std::int64_t matrices = C * R > 0 ? call.size / (R * C) : 0;
    for (std::int64_t matrix = 0; matrix < matrices; ++matrix) {
      const Real* g = call.gradient + matrix * R * C;
      Real* rows = call.slots[0] + matrix * R;
      Real* columns = call.slots[1] + matrix * C;
      Real* v = call.slots[2] + matrix * R * C;
      double total = 0;
      for (std::int64_t r = 0; r < R; ++r) {
        double sum = 0;
        for (std::int64_t c = 0; c < C; ++c) sum += static_cast<double>(g[r * C + c] * g[r * C + c] + epsilon);
        rows[r] = beta * rows[r] + (1 - beta) * static_cast<Real>(sum / static_cast<double>(C));
        total += static_cast<double>(rows[r]);
      }
      for (std::int64_t c = 0; c < C; ++c) {
        double sum = 0;
        for (std::int64_t r = 0; r < R; ++r) sum += static_cast<double>(g[r * C + c] * g[r * C + c] + epsilon);
        columns[c] = beta * columns[c] + (1 - beta) * static_cast<Real>(sum / static_cast<double>(R));
      }
      const auto mean = static_cast<Real>(total / static_cast<double>(R));
      for (std::int64_t r = 0; r < R; ++r) {
        for (std::int64_t c = 0; c < C; ++c) v[r * C + c] = rows[r] / mean * columns[c];
      }
    }
  }

  AdafactorConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& adafactor_optimizer() {
  using Config = AdafactorConfig;
  static const auto type = schema::part_type<Adafactor, Optimizer>(
      "adafactor", "Adafactor", "Steps relative to each weight array's own size; for large models.",
      with_shared_keys(
          optimizer_schema<Config>("optimizer 'adafactor'")
              .field("beta_2_decay", &Config::beta_2_decay,
                     "The mean squares keep a share 1 - t^beta_2_decay at update t.",
                     schema::Check<double>{"a finite number < 0",
                                           [](const double& v) { return std::isfinite(v) && v < 0; },
                                           schema::json_limit("exclusiveMaximum", 0)})
              .field("epsilon_1", &Config::epsilon_1, "Added to the squared gradients.", above(0.0))
              .field("epsilon_2", &Config::epsilon_2, "The least size of a weight array that steps are relative to.",
                     above(0.0))
              .field("clip_threshold", &Config::clip_threshold, "Largest root mean square of a step.", above(0.0))
              .field("relative_step", &Config::relative_step,
                     "The rate is at most 1 / sqrt(t) at update t. In Keras 3.15.1 that holds either way.")),
      {{"adafactor"},
       {"{type: adafactor, learning_rate: 0.1, clip_threshold: 0.5, beta_2_decay: -0.5}"},
       {"{type: adafactor, learning_rate: 0.1, relative_step: false, epsilon_2: 0.1}"}});
  return type;
}

}  // namespace nnctl
