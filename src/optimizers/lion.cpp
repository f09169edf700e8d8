// Lion (Chen et al., "Symbolic discovery of optimization algorithms", arXiv:2302.06675): steps of one size, by the sign
// of a mean gradient. Keras 3.15.1, keras/src/optimizers/lion.py.
#include <cmath>

#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

struct LionConfig {
  OptimizerOptions options;
  double beta_1 = 0.9;
  double beta_2 = 0.99;
};

class Lion final : public Optimizer {
 public:
  explicit Lion(const LionConfig& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override { return {{"momentum"}}; }

  void update(const UpdateCall& call) const override {
    const auto rate = static_cast<Real>(call.learning_rate);
    const auto beta_1 = static_cast<Real>(config_.beta_1);
    const auto beta_2 = static_cast<Real>(config_.beta_2);
    const Real* g = call.gradient;
    Real* m = call.slots[0];
    for (std::int64_t i = 0; i < call.size; ++i) {
      const Real direction = m[i] * beta_1 + g[i] * (1 - beta_1);
      const Real sign = static_cast<Real>(direction > 0) - static_cast<Real>(direction < 0);
      // NaN goes on into the weights, where it is found
      call.weights[i] -= rate * (std::isnan(direction) ? direction : sign);
      m[i] = m[i] * beta_2 + g[i] * (1 - beta_2);
    }
  }

 private:
  LionConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& lion_optimizer() {
  using Config = LionConfig;
  static const auto type = schema::part_type<Lion, Optimizer>(
      "lion", "Lion", "Moves each weight by the learning rate, by the sign of a mean gradient; wants a small rate.",
      with_shared_keys(
          optimizer_schema<Config>("optimizer 'lion'")
              .field("beta_1", &Config::beta_1, "Share of the mean gradient in the step's sign.",
                     schema::Check<double>{"above 0 and at most 1", [](const double& v) { return v > 0 && v <= 1; },
                                           schema::json_limit("maximum", 1)})
              .field("beta_2", &Config::beta_2, "Share of the mean gradient that is kept at each update.",
                     schema::in_closed(0, 1))),
      {{"lion"}, {"{type: lion, learning_rate: 0.01, beta_1: 0.5, beta_2: 0.9}"}});
  return type;
}

}  // namespace nnctl
