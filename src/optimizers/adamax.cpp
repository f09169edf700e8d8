// Adamax (Kingma and Ba, arXiv:1412.6980, section 7.1): Adam with the largest recent gradient in place of the mean
// square. Keras 3.15.1, keras/src/optimizers/adamax.py.
#include <algorithm>
#include <cmath>

#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

using schema::in_half_open;

struct AdamaxConfig {
  OptimizerOptions options;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
};

class Adamax final : public Optimizer {
 public:
  explicit Adamax(const AdamaxConfig& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override { return {{"momentum"}, {"norm"}}; }

  void update(const UpdateCall& call) const override {
    const auto rate = static_cast<Real>(call.learning_rate);
    const auto rest_1 = static_cast<Real>(1 - config_.beta_1);
    const auto beta_2 = static_cast<Real>(config_.beta_2);
    const auto epsilon = static_cast<Real>(config_.epsilon);
    const Real correction = 1 - std::pow(static_cast<Real>(config_.beta_1), static_cast<Real>(call.iteration + 1));
    const Real* g = call.gradient;
    Real* m = call.slots[0];
    Real* u = call.slots[1];
    for (std::int64_t i = 0; i < call.size; ++i) {
      m[i] += (g[i] - m[i]) * rest_1;
      u[i] = std::max(beta_2 * u[i], std::abs(g[i]));
      call.weights[i] -= rate * m[i] / (correction * (u[i] + epsilon));
    }
  }

 private:
  AdamaxConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& adamax_optimizer() {
  using Config = AdamaxConfig;
  static const auto type = schema::part_type<Adamax, Optimizer>(
      "adamax", "Adamax", "Adam scaled by the largest recent gradient.",
      with_shared_keys(
          optimizer_schema<Config>("optimizer 'adamax'")
              .field("beta_1", &Config::beta_1, "Share of the mean gradient that is kept at each update.",
                     in_half_open(0, 1))
              .field("beta_2", &Config::beta_2, "How slowly the largest gradient is forgotten.", in_half_open(0, 1))
              .field("epsilon", &Config::epsilon, "Added to the divisor.", schema::above(0.0))),
      {{"adamax"}, {"{type: adamax, learning_rate: 0.01, beta_1: 0.8, beta_2: 0.9}"}});
  return type;
}

}  // namespace nnctl
