// Dropout for layers of selu: what is dropped takes selu's least value, and the whole is scaled and shifted so that
// mean 0 and variance 1 stay. Klambauer et al. (NeurIPS 2017); Keras 3.15.1,
// keras/src/layers/regularization/alpha_dropout.py.
#include <cmath>

#include "layers/dropping.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

struct AlphaDropoutConfig {
  double rate = 0;
  NoiseShape noise_shape;
  std::optional<std::int64_t> seed;
};

constexpr double kLeast = -1.6732632423543772 * 1.0507009873554805;  // selu's limit at minus infinity

class AlphaDropout final : public Dropping {
 public:
  explicit AlphaDropout(const AlphaDropoutConfig& config)
      : Dropping("alpha_dropout", Noise(config.seed, config.noise_shape),
                 KeptFactors(config.rate, factor(config.rate))),
        offset_(static_cast<Real>(-factor(config.rate) * kLeast * config.rate)),
        dropped_(static_cast<Real>(factor(config.rate) * kLeast * (1 - config.rate))) {}

 private:
  static double factor(double rate) { return 1 / std::sqrt((1 - rate) * (1 + rate * kLeast * kLeast)); }

  // y = factor x + offset where kept, factor kLeast + offset where dropped
  void drop(std::int64_t n, const Real* factors, const Real* x, Real* y) const override {
    for (std::int64_t i = 0; i < n; ++i) y[i] = factors[i] == 0 ? dropped_ : x[i] * factors[i] + offset_;
  }
  void drop_gradient(std::int64_t n, const Real* factors, const Real* dy, Real* dx) const override {
    for (std::int64_t i = 0; i < n; ++i) dx[i] = dy[i] * factors[i];
  }

  Real offset_;
  Real dropped_;
};

}  // namespace

const schema::PartType<Layer>& alpha_dropout_layer() {
  using Config = AlphaDropoutConfig;
  static const auto type = schema::part_type<AlphaDropout, Layer>(
      "alpha_dropout", "AlphaDropout",
      "While training, sets each input to selu's least value with probability `rate`, and keeps mean 0 and variance 1.",
      [] {
        schema::Schema<Config> fields("layer 'alpha_dropout'", "");
        fields.required("rate", &Config::rate, "Share of the inputs that is dropped.", schema::in_half_open(0.0, 1.0));
        noise_shape_field(fields, &Config::noise_shape);
        return seed_field(fields, &Config::seed);
      }(),
      {{"{type: alpha_dropout, rate: 0.2}", {6}},
       {"{type: alpha_dropout, rate: 0.5, noise_shape: [null, 1, 3], seed: 4}", {4, 3}},
       {.yaml = "{type: alpha_dropout, rate: 0.3}", .input = {4, 3}, .has_mask = true}});
  return type;
}

}  // namespace nnctl
