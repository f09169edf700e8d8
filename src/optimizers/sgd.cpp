// w -= rate * g, with momentum: velocity = momentum * velocity - rate * g; w += velocity. The rate is inside the
// velocity. Keras 3.15.1, keras/src/optimizers/sgd.py.
#include "kernels/update.hpp"
#include "optimizers/registry.hpp"

namespace nnctl {

namespace {

using schema::in_closed;

struct SgdConfig {
  OptimizerOptions options = OptimizerOptions::with_rate(0.01);
  double momentum = 0;
  bool nesterov = false;
};

class Sgd final : public Optimizer {
 public:
  explicit Sgd(const SgdConfig& config) : Optimizer(config.options), config_(config) {}

  std::vector<OptimizerState> slots() const override {
    return config_.momentum == 0 ? std::vector<OptimizerState>{} : std::vector<OptimizerState>{{"momentum"}};
  }

  void update(const UpdateCall& call) const override {
    const auto rate = static_cast<Real>(call.learning_rate);
    if (config_.momentum == 0) {
      kernels::sgd_step(call.size, rate, call.gradient, call.weights);
    } else {
      kernels::momentum_step(call.size, rate, static_cast<Real>(config_.momentum), config_.nesterov, call.gradient,
                             call.slots[0], call.weights);
    }
  }

 private:
  SgdConfig config_;
};

}  // namespace

const schema::PartType<Optimizer>& sgd_optimizer() {
  static const auto type = schema::part_type<Sgd, Optimizer>(
      "sgd", "SGD", "Stochastic gradient descent, plain or with momentum.",
      with_shared_keys(optimizer_schema<SgdConfig>("optimizer 'sgd'")
                           .field("momentum", &SgdConfig::momentum, "Share of the last step that is kept in the next.",
                                  in_closed(0, 1))
                           .field("nesterov", &SgdConfig::nesterov,
                                  "Nesterov's momentum: looks one step ahead. Without momentum it does nothing.")),
      {{"sgd"},
       {"{type: sgd, learning_rate: 0.1, momentum: 0.9}"},
       {"{type: sgd, learning_rate: 0.1, momentum: 0.9, nesterov: true}"},
       {"{type: sgd, learning_rate: 0.1, decay: 0.0001}"}});
  return type;
}

}  // namespace nnctl
