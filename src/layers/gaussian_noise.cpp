// Normal noise while training, added to the input or multiplied with it (then as strong as dropout of the same rate:
// Srivastava et al., JMLR 2014, section 10). Keras 3.15.1, keras/src/layers/regularization/gaussian_noise.py and
// gaussian_dropout.py.
#include <cmath>

#include "layers/noise.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

struct GaussianNoiseConfig {
  double stddev = 0;
  std::optional<std::int64_t> seed;
};

class GaussianNoise final : public Layer {
 public:
  explicit GaussianNoise(const GaussianNoiseConfig& config)
      : noise_(config.seed), deviation_(static_cast<Real>(config.stddev)) {}

  LayerPlan plan(const TensorSpec& input) const override {
    LayerPlan plan;
    plan.output = input;
    plan.aliases_input = deviation_ == 0;
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const std::int64_t n = call.rows * call.input.num_elements();
    if (!call.context.training || deviation_ == 0) {
      std::copy_n(call.x, n, call.y);
      return;
    }
    noise_.fill(call.context, call.rows, call.input.shape, call.workspace, call.y, normal_numbers);
    for (std::int64_t i = 0; i < n; ++i) call.y[i] = call.x[i] + deviation_ * call.y[i];
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx != nullptr) std::copy_n(call.dy, call.rows * call.input.num_elements(), call.dx);
  }

 private:
  Noise noise_;
  Real deviation_;
};

struct GaussianDropoutConfig {
  double rate = 0;
  std::optional<std::int64_t> seed;
};

class GaussianDropout final : public Layer {
 public:
  explicit GaussianDropout(const GaussianDropoutConfig& config)
      : noise_(config.seed), deviation_(static_cast<Real>(std::sqrt(config.rate / (1 - config.rate)))) {}

  LayerPlan plan(const TensorSpec& input) const override {
    LayerPlan plan;
    plan.output = input;
    plan.aliases_input = deviation_ == 0;
    if (!plan.aliases_input) plan.saved = input.num_elements();
    return plan;
  }

  void forward(const ForwardCall& call) const override {
    const std::int64_t n = call.rows * call.input.num_elements();
    if (!draws(call.context)) {
      std::copy_n(call.x, n, call.y);
      return;
    }
    Real* factors = call.saved;
    noise_.fill(call.context, call.rows, call.input.shape, call.workspace, factors, normal_numbers);
    for (std::int64_t i = 0; i < n; ++i) {
      factors[i] = 1 + deviation_ * factors[i];
      call.y[i] = call.x[i] * factors[i];
    }
  }

  void backward(const BackwardCall& call) const override {
    if (call.dx == nullptr) return;
    const std::int64_t n = call.rows * call.input.num_elements();
    if (!draws(call.context)) {
      std::copy_n(call.dy, n, call.dx);
      return;
    }
    for (std::int64_t i = 0; i < n; ++i) call.dx[i] = call.dy[i] * call.saved[i];
  }

 private:
  bool draws(const LayerContext& context) const { return context.training && deviation_ > 0; }

  Noise noise_;
  Real deviation_;
};

}  // namespace

const schema::PartType<Layer>& gaussian_noise_layer() {
  using Config = GaussianNoiseConfig;
  static const auto type = schema::part_type<GaussianNoise, Layer>(
      "gaussian_noise", "GaussianNoise", "While training, adds normal noise to each input.",
      [] {
        schema::Schema<Config> fields("layer 'gaussian_noise'", "");
        fields.required("stddev", &Config::stddev, "Standard deviation of the noise.", schema::in_closed(0.0, 1.0));
        return seed_field(fields, &Config::seed);
      }(),
      {{"{type: gaussian_noise, stddev: 0.1}", {6}},
       {.yaml = "{type: gaussian_noise, stddev: 1, seed: 5}", .input = {4, 3}, .has_mask = true}});
  return type;
}

const schema::PartType<Layer>& gaussian_dropout_layer() {
  using Config = GaussianDropoutConfig;
  static const auto type = schema::part_type<GaussianDropout, Layer>(
      "gaussian_dropout", "GaussianDropout",
      "While training, multiplies each input by a normal number of mean 1 and deviation sqrt(rate / (1 - rate)).",
      [] {
        schema::Schema<Config> fields("layer 'gaussian_dropout'", "");
        fields.required("rate", &Config::rate, "The rate of the dropout that would disturb as much.",
                        schema::in_half_open(0.0, 1.0));
        return seed_field(fields, &Config::seed);
      }(),
      {{"{type: gaussian_dropout, rate: 0.2}", {6}},
       {.yaml = "{type: gaussian_dropout, rate: 0.5, seed: 5}", .input = {4, 3}, .has_mask = true}});
  return type;
}

}  // namespace nnctl
