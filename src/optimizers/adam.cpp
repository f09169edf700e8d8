// Adam (Kingma and Ba, arXiv:1412.6980) in the form of Keras 3.15.1, keras/src/optimizers/adam.py: epsilon is added to
// the root of the uncorrected v, both corrections are in alpha. AdamW (Loshchilov and Hutter, arXiv:1711.05101) is the
// same with weight decay, which every optimizer has, turned on.
#include <cmath>

#include "kernels/update.hpp"
#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

using schema::above;
using schema::in_half_open;
using schema::Schema;

/// With the weight decay of AdamW, or without any.
template <bool kDecaysWeights>
struct AdamConfig {
  AdamConfig() {
    if (kDecaysWeights) options.weight_decay = 0.004;
  }

  OptimizerOptions options;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
  bool amsgrad = false;
};

template <bool kDecaysWeights>
class Adam final : public Optimizer {
 public:
  explicit Adam(const AdamConfig<kDecaysWeights>& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override {
    std::vector<OptimizerState> arrays{{"momentum"}, {"velocity"}};
    if (config_.amsgrad) arrays.push_back({"velocity_hat"});
    return arrays;
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
  AdamConfig<kDecaysWeights> config_;
};

template <bool kDecaysWeights>
Schema<AdamConfig<kDecaysWeights>> adam_schema(const char* where) {
  using Config = AdamConfig<kDecaysWeights>;
  return with_shared_keys(
      optimizer_schema<Config>(where)
          .field("beta_1", &Config::beta_1, "Share of the mean gradient that is kept at each update.",
                 in_half_open(0, 1))
          .field("beta_2", &Config::beta_2, "Share of the mean squared gradient that is kept at each update.",
                 in_half_open(0, 1))
          .field("epsilon", &Config::epsilon, "Added to the root in the divisor.", above(0.0))
          .field("amsgrad", &Config::amsgrad, "Divides by the largest mean squared gradient so far."));
}

}  // namespace

const schema::PartType<Optimizer>& adam_optimizer() {
  static const auto type = schema::part_type<Adam<false>, Optimizer>(
      "adam", "Adam", "Steps of about the learning rate, each weight's scaled by the size of its recent gradients.",
      adam_schema<false>("optimizer 'adam'"),
      {{"adam"},
       {"{type: adam, learning_rate: 0.01, beta_1: 0.8, beta_2: 0.99}"},
       {"{type: adam, amsgrad: true}"},
       {"{type: adam, decay: 0.001}"},
       {"{type: adam, learning_rate: {type: cosine_decay, initial_learning_rate: 0.01, decay_steps: auto}}"}});
  return type;
}

const schema::PartType<Optimizer>& adamw_optimizer() {
  static const auto type = schema::part_type<Adam<true>, Optimizer>(
      "adamw", "AdamW", "Adam that also takes a share of each weight off at each update.",
      adam_schema<true>("optimizer 'adamw'"), {{"adamw"}, {"{type: adamw, weight_decay: 0.1, amsgrad: true}"}});
  return type;
}

}  // namespace nnctl
