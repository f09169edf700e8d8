// LAMB (You et al., "Large batch optimization for deep learning", arXiv:1904.00962): Adam's step, scaled for each
// parameter to the norm of its weights. Keras 3.15.1, keras/src/optimizers/lamb.py.
#include <cmath>

#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

using schema::in_half_open;

struct LambConfig {
  OptimizerOptions options;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
};

class Lamb final : public Optimizer {
 public:
  explicit Lamb(const LambConfig& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override { return {{"momentum"}, {"velocity"}}; }
  bool wants_whole_parameters() const override { return true; }

  void update(const UpdateCall& call) const override {
    const auto rate = static_cast<Real>(call.learning_rate);
    const auto rest_1 = static_cast<Real>(1 - config_.beta_1);
    const auto rest_2 = static_cast<Real>(1 - config_.beta_2);
    const auto epsilon = static_cast<Real>(config_.epsilon);
    const auto step = static_cast<Real>(call.iteration + 1);
    const Real m_divisor = 1 - std::pow(static_cast<Real>(config_.beta_1), step);
    const Real v_divisor = 1 - std::pow(static_cast<Real>(config_.beta_2), step);
    const Real* g = call.gradient;
    Real* m = call.slots[0];
    Real* v = call.slots[1];
    const auto change = [&](std::int64_t i) { return m[i] / m_divisor / (std::sqrt(v[i] / v_divisor) + epsilon); };
    double weights = 0;
    double changes = 0;
    for (std::int64_t i = 0; i < call.size; ++i) {
      m[i] += (g[i] - m[i]) * rest_1;
      v[i] += (g[i] * g[i] - v[i]) * rest_2;
      const auto w = static_cast<double>(call.weights[i]);
      const auto c = static_cast<double>(change(i));
      weights += w * w;
      changes += c * c;
    }
    const auto weight_norm = static_cast<Real>(std::sqrt(weights));
    const auto change_norm = static_cast<Real>(std::sqrt(changes));
    const Real ratio = weight_norm > 0 && change_norm > 0 ? weight_norm / change_norm : Real{1};
    for (std::int64_t i = 0; i < call.size; ++i) call.weights[i] -= ratio * rate * change(i);
  }

 private:
  LambConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& lamb_optimizer() {
  using Config = LambConfig;
  static const auto type = schema::part_type<Lamb, Optimizer>(
      "lamb", "Lamb", "Adam's step scaled to the norm of each weight array, for very large batches.",
      with_shared_keys(
          optimizer_schema<Config>("optimizer 'lamb'")
              .field("beta_1", &Config::beta_1, "Share of the mean gradient that is kept at each update.",
                     in_half_open(0, 1))
              .field("beta_2", &Config::beta_2, "Share of the mean squared gradient that is kept at each update.",
                     in_half_open(0, 1))
              .field("epsilon", &Config::epsilon, "Added to the root in the divisor.", schema::above(0.0))),
      {{"lamb"}, {"{type: lamb, learning_rate: 0.01, beta_1: 0.8, beta_2: 0.99}"}});
  return type;
}

}  // namespace nnctl
