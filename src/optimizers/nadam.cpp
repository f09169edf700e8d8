// Nadam (Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop): Adam that looks one step ahead, with
// a momentum mu_t = beta_1 (1 - 0.96^t / 2). Keras 3.15.1, keras/src/optimizers/nadam.py. The product of all mu so far
// is a single value of the state.
#include <cmath>

#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

using schema::in_half_open;

struct NadamConfig {
  OptimizerOptions options;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
};

Real halved_power(Real step) { return 1 - Real{0.5} * std::pow(static_cast<Real>(0.96), step); }

class Nadam final : public Optimizer {
 public:
  explicit Nadam(const NadamConfig& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override { return {{"momentum"}, {"velocity"}}; }
  std::vector<OptimizerState> values() const override { return {{"momentum_product", 1}}; }

  void advance(std::int64_t iteration, std::span<Real> values) const override {
    values[0] = values[0] * static_cast<Real>(config_.beta_1) * halved_power(static_cast<Real>(iteration + 1));
  }

  void update(const UpdateCall& call) const override {
    const auto rate = static_cast<Real>(call.learning_rate);
    const auto beta_1 = static_cast<Real>(config_.beta_1);
    const auto beta_2 = static_cast<Real>(config_.beta_2);
    const auto epsilon = static_cast<Real>(config_.epsilon);
    const auto step = static_cast<Real>(call.iteration + 1);
    const Real mu = beta_1 * halved_power(step);
    const Real next_mu = beta_1 * halved_power(step + 1);
    const Real product = call.values[0];
    const Real gradient_divisor = 1 - product;
    const Real momentum_divisor = 1 - product * next_mu;
    const Real velocity_divisor = 1 - std::pow(beta_2, step);
    const Real* g = call.gradient;
    Real* m = call.slots[0];
    Real* v = call.slots[1];
    for (std::int64_t i = 0; i < call.size; ++i) {
      m[i] += (g[i] - m[i]) * (1 - beta_1);
      v[i] += (g[i] * g[i] - v[i]) * (1 - beta_2);
      const Real m_hat = next_mu * m[i] / momentum_divisor + (1 - mu) * g[i] / gradient_divisor;
      call.weights[i] -= m_hat * rate / (std::sqrt(v[i] / velocity_divisor) + epsilon);
    }
  }

 private:
  NadamConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& nadam_optimizer() {
  using Config = NadamConfig;
  static const auto type = schema::part_type<Nadam, Optimizer>(
      "nadam", "Nadam", "Adam with Nesterov's momentum, which grows in the first steps.",
      with_shared_keys(
          optimizer_schema<Config>("optimizer 'nadam'")
              .field("beta_1", &Config::beta_1, "Share of the mean gradient that is kept at each update.",
                     in_half_open(0, 1))
              .field("beta_2", &Config::beta_2, "Share of the mean squared gradient that is kept at each update.",
                     in_half_open(0, 1))
              .field("epsilon", &Config::epsilon, "Added to the root in the divisor.", schema::above(0.0))),
      {{"nadam"}, {"{type: nadam, learning_rate: 0.01, beta_1: 0.8, beta_2: 0.99, epsilon: 0.001}"}});
  return type;
}

}  // namespace nnctl
