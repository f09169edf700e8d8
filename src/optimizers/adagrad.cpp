// Adagrad (Duchi, Hazan and Singer, JMLR 12, 2011): steps shrink with the sum of all squared gradients. Keras 3.15.1,
// keras/src/optimizers/adagrad.py.
#include <cmath>

#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

struct AdagradConfig {
  OptimizerOptions options;
  double initial_accumulator_value = 0.1;
  double epsilon = 1e-7;
};

class Adagrad final : public Optimizer {
 public:
  explicit Adagrad(const AdagradConfig& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override { return {{"accumulator", config_.initial_accumulator_value}}; }

  void update(const UpdateCall& call) const override {
    const auto rate = static_cast<Real>(call.learning_rate);
    const auto epsilon = static_cast<Real>(config_.epsilon);
    const Real* g = call.gradient;
    Real* sum = call.slots[0];
    for (std::int64_t i = 0; i < call.size; ++i) {
      sum[i] += g[i] * g[i];
      call.weights[i] -= rate * g[i] / std::sqrt(sum[i] + epsilon);
    }
  }

 private:
  AdagradConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& adagrad_optimizer() {
  using Config = AdagradConfig;
  static const auto type = schema::part_type<Adagrad, Optimizer>(
      "adagrad", "Adagrad", "Each weight's steps shrink with the sum of all its squared gradients.",
      with_shared_keys(
          optimizer_schema<Config>("optimizer 'adagrad'")
              .field("initial_accumulator_value", &Config::initial_accumulator_value,
                     "What the sums of squares start from.", schema::at_least(0.0))
              .field("epsilon", &Config::epsilon, "Added under the root in the divisor.", schema::above(0.0))),
      {{"adagrad"}, {"{type: adagrad, learning_rate: 0.1, initial_accumulator_value: 0, epsilon: 0.001}"}});
  return type;
}

}  // namespace nnctl
