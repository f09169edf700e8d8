// Follow the regularized leader, FTRL-Proximal (McMahan et al., "Ad click prediction: a view from the trenches", KDD
// 2013): weights are made anew at each update from the sums of gradients, so their first values do not last. Keras
// 3.15.1, keras/src/optimizers/ftrl.py.
#include <algorithm>
#include <cmath>

#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

using schema::at_least;

struct FtrlConfig {
  OptimizerOptions options;
  double learning_rate_power = -0.5;
  double initial_accumulator_value = 0.1;
  double l1_regularization_strength = 0;
  double l2_regularization_strength = 0;
  double l2_shrinkage_regularization_strength = 0;
  double beta = 0;
};

class Ftrl final : public Optimizer {
 public:
  explicit Ftrl(const FtrlConfig& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override {
    return {{"accumulator", config_.initial_accumulator_value}, {"linear"}};
  }

  void update(const UpdateCall& call) const override {
    const auto rate = static_cast<Real>(call.learning_rate);
    const auto l1 = static_cast<Real>(config_.l1_regularization_strength);
    const Real l2 =
        static_cast<Real>(config_.l2_regularization_strength) + static_cast<Real>(config_.beta) / (2 * rate);
    const auto shrinkage = static_cast<Real>(2 * config_.l2_shrinkage_regularization_strength);
    const Real* g = call.gradient;
    Real* w = call.weights;
    Real* sum = call.slots[0];
    Real* linear = call.slots[1];
    if (rate == 0) return;  // the rule divides by it: a step of no size, as a warmup may begin with
    for (std::int64_t i = 0; i < call.size; ++i) {
      const Real next = sum[i] + g[i] * g[i];
      const Real next_power = power(next);
      linear[i] += (g[i] + shrinkage * w[i]) - (next_power - power(sum[i])) / rate * w[i];
      const Real quadratic = next_power / rate + 2 * l2;
      // With nothing summed up yet there is nothing to follow: Keras divides 0 by 0 there
      w[i] = quadratic == 0 ? Real{0} : (std::clamp(linear[i], -l1, l1) - linear[i]) / quadratic;
      sum[i] = next;
    }
  }

 private:
  Real power(Real x) const {
    if (config_.learning_rate_power == -0.5) return std::sqrt(x);
    return std::pow(x, static_cast<Real>(-config_.learning_rate_power));
  }

  FtrlConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& ftrl_optimizer() {
  using Config = FtrlConfig;
  static const auto type = schema::part_type<Ftrl, Optimizer>(
      "ftrl", "Ftrl",
      "Follow the regularized leader, for wide and sparse linear models. It forgets the initial weights.",
      with_shared_keys(
          optimizer_schema<Config>("optimizer 'ftrl'")
              .field("learning_rate_power", &Config::learning_rate_power,
                     "How fast steps shrink as squared gradients add up; 0 keeps them.",
                     schema::Check<double>{"a finite number <= 0",
                                           [](const double& v) { return std::isfinite(v) && v <= 0; },
                                           schema::json_limit("maximum", 0)})
              .field("initial_accumulator_value", &Config::initial_accumulator_value,
                     "What the sums of squares start from.", at_least(0.0))
              .field("l1_regularization_strength", &Config::l1_regularization_strength, "Pulls weights to exactly 0.",
                     at_least(0.0))
              .field("l2_regularization_strength", &Config::l2_regularization_strength, "Keeps weights small.",
                     at_least(0.0))
              .field("l2_shrinkage_regularization_strength", &Config::l2_shrinkage_regularization_strength,
                     "A penalty on the weights that is added to their gradient.", at_least(0.0))
              .field("beta", &Config::beta, "Adds beta / (2 * rate) to l2_regularization_strength.", at_least(0.0))),
      {{"{type: ftrl, learning_rate: 0.1}"},
       {"{type: ftrl, learning_rate: 0.1, l1_regularization_strength: 0.01, l2_regularization_strength: 0.01, beta: "
        "1}"},
       {"{type: ftrl, learning_rate: 0.1, learning_rate_power: -0.3, l2_shrinkage_regularization_strength: 0.01}"}});
  return type;
}

}  // namespace nnctl
