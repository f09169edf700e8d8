// RMSprop (Hinton, "Neural networks for machine learning", lecture 6e). Keras 3.15.1, keras/src/optimizers/rmsprop.py:
// epsilon is inside the root.
#include <cmath>

#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

using schema::above;
using schema::in_closed;

struct RmspropConfig {
  OptimizerOptions options;
  double rho = 0.9;
  double momentum = 0;
  double epsilon = 1e-7;
  bool centered = false;
};

class Rmsprop final : public Optimizer {
 public:
  explicit Rmsprop(const RmspropConfig& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override {
    std::vector<OptimizerState> arrays{{"velocity"}};
    if (config_.momentum > 0) arrays.push_back({"momentum"});
    if (config_.centered) arrays.push_back({"average_gradient"});
    return arrays;
  }

  void update(const UpdateCall& call) const override {
    const bool moves = config_.momentum > 0;
    if (config_.centered) {
      moves ? step<true, true>(call) : step<true, false>(call);
    } else {
      moves ? step<false, true>(call) : step<false, false>(call);
    }
  }

 private:
  // Known to the compiler, the two switches leave a loop that it turns into vectors
  template <bool kCentered, bool kMoves>
  void step(const UpdateCall& call) const {
    const auto rate = static_cast<Real>(call.learning_rate);
    const auto rho = static_cast<Real>(config_.rho);
    const auto rest = static_cast<Real>(1 - config_.rho);
    const auto epsilon = static_cast<Real>(config_.epsilon);
    const auto momentum = static_cast<Real>(config_.momentum);
    const Real* g = call.gradient;
    Real* velocity = call.slots[0];
    Real* moving = kMoves ? call.slots[1] : nullptr;
    Real* average = kCentered ? call.slots[kMoves ? 2 : 1] : nullptr;
    for (std::int64_t i = 0; i < call.size; ++i) {
      velocity[i] = rho * velocity[i] + rest * (g[i] * g[i]);
      Real variance = velocity[i];
      if constexpr (kCentered) {
        average[i] = rho * average[i] + rest * g[i];
        variance -= average[i] * average[i];
      }
      Real change = rate * g[i] / std::sqrt(variance + epsilon);
      if constexpr (kMoves) {
        moving[i] = momentum * moving[i] + change;
        change = moving[i];
      }
      call.weights[i] -= change;
    }
  }

  RmspropConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& rmsprop_optimizer() {
  using Config = RmspropConfig;
  static const auto type = schema::part_type<Rmsprop, Optimizer>(
      "rmsprop", "RMSprop", "Each weight's steps are scaled by the size of its recent gradients.",
      with_shared_keys(
          optimizer_schema<Config>("optimizer 'rmsprop'")
              .field("rho", &Config::rho, "Share of the mean squared gradient that is kept.", in_closed(0, 1))
              .field("momentum", &Config::momentum, "Share of the last step that is kept in the next.", in_closed(0, 1))
              .field("epsilon", &Config::epsilon, "Added under the root in the divisor.", above(0.0))
              .field("centered", &Config::centered,
                     "Divides by the gradients' spread around their mean, not around 0.")),
      {{"rmsprop"},
       {"{type: rmsprop, learning_rate: 0.01, rho: 0.8, momentum: 0.5}"},
       {"{type: rmsprop, centered: true}"},
       {"{type: rmsprop, centered: true, momentum: 0.9, epsilon: 0.001}"}});
  return type;
}

}  // namespace nnctl
