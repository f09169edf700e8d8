// Adam (Kingma and Ba, arXiv:1412.6980) in the form of Keras 3.15.1, keras/src/optimizers/adam.py: epsilon is added to
// the root of the uncorrected v, both corrections are in alpha.
#include <cmath>

#include "kernels/update.hpp"
#include "optimizers/learning_rate.hpp"
#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

using schema::above;
using schema::in_half_open;
using schema::Schema;

struct AdamConfig {
  LearningRate learning_rate{0.001};
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  bool amsgrad = false;
  double decay = 0;
};

class Adam final : public Optimizer {
 public:
  explicit Adam(const AdamConfig& config) : config_(config) {}

  std::vector<std::string> slots() const override {
    std::vector<std::string> names{"momentum", "velocity"};
    if (config_.amsgrad) names.emplace_back("velocity_hat");
    return names;
  }

  double learning_rate(std::int64_t iteration) const override {
    return decayed_rate(config_.learning_rate, config_.decay, iteration);
  }

  void update(const UpdateCall& call) const override {
    // The powers in float, as Keras has them: 1 - 0.999F is 1.3e-5 below 0.001, the first step shorter by 6.4e-6
    const auto step = static_cast<Real>(call.iteration + 1);
    const Real beta_1_power = std::pow(static_cast<Real>(config_.beta_1), step);
    const Real beta_2_power = std::pow(static_cast<Real>(config_.beta_2), step);
    const Real alpha = static_cast<Real>(call.learning_rate) * std::sqrt(1 - beta_2_power) / (1 - beta_1_power);
    kernels::adam_step(call.size,
                       {.alpha = alpha,
                        .beta_1 = config_.beta_1,
                        .beta_2 = config_.beta_2,
                        .epsilon = static_cast<Real>(config_.epsilon)},
                       call.gradient, call.slots[0], call.slots[1], config_.amsgrad ? call.slots[2] : nullptr,
                       call.weights);
  }

 private:
  AdamConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& adam_optimizer() {
  static const auto type = schema::part_type<Adam, Optimizer>(
      "adam", "Adam", "Steps of about the learning rate, each weight's scaled by the size of its recent gradients.",
      with_shared_keys(
          Schema<AdamConfig>("optimizer 'adam'", "")
              .field("learning_rate", &AdamConfig::learning_rate, "Size of a step.", positive_rate())
              .field("beta_1", &AdamConfig::beta_1, "Share of the mean gradient that is kept at each update.",
                     in_half_open(0, 1))
              .field("beta_2", &AdamConfig::beta_2, "Share of the mean squared gradient that is kept at each update.",
                     in_half_open(0, 1))
              .field("epsilon", &AdamConfig::epsilon, "Added to the root in the divisor.", above(0.0))
              .field("amsgrad", &AdamConfig::amsgrad, "Divides by the largest mean squared gradient so far.")),
      {{"adam"},
       {"{type: adam, learning_rate: 0.01, beta_1: 0.8, beta_2: 0.99}"},
       {"{type: adam, amsgrad: true}"},
       {"{type: adam, decay: 0.001}"}});
  return type;
}

}  // namespace nnctl
