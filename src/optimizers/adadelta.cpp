// Adadelta (Zeiler, arXiv:1212.5701): steps in the unit of the weights, from the sizes of recent steps and gradients.
// Keras 3.15.1, keras/src/optimizers/adadelta.py.
#include <cmath>

#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

struct AdadeltaConfig {
  OptimizerOptions options;
  double rho = 0.95;
  double epsilon = 1e-7;
};

class Adadelta final : public Optimizer {
 public:
  explicit Adadelta(const AdadeltaConfig& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override { return {{"accumulated_grad"}, {"accumulated_delta_var"}}; }

  void update(const UpdateCall& call) const override {
    const auto rate = static_cast<Real>(call.learning_rate);
    const auto rho = static_cast<Real>(config_.rho);
    const auto rest = static_cast<Real>(1 - config_.rho);
    const auto epsilon = static_cast<Real>(config_.epsilon);
    const Real* g = call.gradient;
    Real* gradients = call.slots[0];
    Real* deltas = call.slots[1];
    for (std::int64_t i = 0; i < call.size; ++i) {
      gradients[i] = rho * gradients[i] + rest * (g[i] * g[i]);
      const Real delta = -(std::sqrt(deltas[i] + epsilon) * g[i] / std::sqrt(gradients[i] + epsilon));
      deltas[i] = rho * deltas[i] + rest * (delta * delta);
      call.weights[i] += rate * delta;
    }
  }

 private:
  AdadeltaConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& adadelta_optimizer() {
  using Config = AdadeltaConfig;
  static const auto type = schema::part_type<Adadelta, Optimizer>(
      "adadelta", "Adadelta", "Steps as large as recent steps were for gradients of that size; slow at first.",
      with_shared_keys(optimizer_schema<Config>("optimizer 'adadelta'")
                           .field("rho", &Config::rho, "Share of the mean squares that is kept at each update.",
                                  schema::in_closed(0, 1))
                           .field("epsilon", &Config::epsilon, "Added under both roots.", schema::above(0.0))),
      {{"adadelta"}, {"{type: adadelta, learning_rate: 1.0, rho: 0.9, epsilon: 1e-6}"}});
  return type;
}

}  // namespace nnctl
