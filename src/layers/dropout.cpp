// Zeroes a random part of its input while training: single values, or whole channels. Srivastava et al. (JMLR 2014),
// Tompson et al. (CVPR 2015); Keras 3.15.1, keras/src/layers/regularization/dropout.py and spatial_dropout.py: what is
// kept is scaled by 1 / (1 - rate), so that sums keep their mean.
#include "layers/data_format.hpp"
#include "layers/dropping.hpp"
#include "layers/registry.hpp"
#include "layers/spatial_input.hpp"

namespace nnctl {

namespace {

struct DropoutConfig {
  double rate = 0;
  NoiseShape noise_shape;
  std::optional<std::int64_t> seed;
};

class Dropout : public Dropping {
 public:
  explicit Dropout(const DropoutConfig& config)
      : Dropping("dropout", Noise(config.seed, config.noise_shape),
                 KeptFactors(config.rate, config.rate < 1 ? 1 / (1 - config.rate) : 0)) {}

 private:
  /// A dropped infinity is 0, not NaN. Nobody can guess which way a branch would go: multiplied first, then chosen.
  static void apply(std::int64_t n, const Real* factors, const Real* x, Real* y) {
    for (std::int64_t i = 0; i < n; ++i) {
      const Real scaled = x[i] * factors[i];
      y[i] = factors[i] == 0 ? Real{0} : scaled;
    }
  }

  void drop(std::int64_t n, const Real* factors, const Real* x, Real* y) const final { apply(n, factors, x, y); }
  void drop_gradient(std::int64_t n, const Real* factors, const Real* dy, Real* dx) const final {
    apply(n, factors, dy, dx);
  }
};

struct SpatialDropoutConfig {
  double rate = 0;
  std::optional<std::int64_t> seed;
  DataFormat data_format = DataFormat::kChannelsLast;
};

/// Drops whole channels: one decision for all of the kSpatial axes between the batch and the last.
template <int kSpatial>
class SpatialDropout final : public Dropout {
 public:
  explicit SpatialDropout(const SpatialDropoutConfig& config) : Dropout({config.rate, noise_shape(), config.seed}) {}

  LayerPlan plan(const TensorSpec& input) const override {
    if constexpr (kSpatial == 1) {
      require_sequence("spatial_dropout1d", input.shape);
    } else {
      require_image("spatial_dropout2d", input.shape);
    }
    return Dropout::plan(input);
  }

 private:
  static NoiseShape noise_shape() {
    std::vector<std::optional<std::int64_t>> shape(kSpatial + 2);
    std::fill_n(shape.begin() + 1, kSpatial, 1);
    return shape;
  }
};

template <class Config>
schema::Schema<Config> rate_field(const char* where) {
  return schema::Schema<Config>(where, "").required("rate", &Config::rate, "Share of the inputs that is dropped.",
                                                    schema::in_closed(0.0, 1.0));
}

template <int kSpatial>
schema::PartType<Layer> spatial_dropout(const char* name, const char* keras_name, const char* where,
                                        std::vector<Layer::Example> examples) {
  auto fields = rate_field<SpatialDropoutConfig>(where);
  seed_field(fields, &SpatialDropoutConfig::seed);
  if (kSpatial == 2) data_format_field(fields, &SpatialDropoutConfig::data_format);
  return schema::part_type<SpatialDropout<kSpatial>, Layer>(
      name, keras_name,
      "While training, zeroes each channel of a sample with probability `rate` and scales the rest by 1 / (1 - rate).",
      std::move(fields), std::move(examples));
}

}  // namespace

const schema::PartType<Layer>& dropout_layer() {
  using Config = DropoutConfig;
  static const auto type = schema::part_type<Dropout, Layer>(
      "dropout", "Dropout",
      "While training, zeroes each input with probability `rate` and scales the rest by 1 / (1 - rate).",
      [] {
        auto fields = rate_field<Config>("layer 'dropout'");
        noise_shape_field(fields, &Config::noise_shape);
        return seed_field(fields, &Config::seed);
      }(),
      {{"{type: dropout, rate: 0.2}", {6}},
       {"{type: dropout, rate: 0.5, seed: 3}", {4, 4, 3}},
       {"{type: dropout, rate: 0.5, noise_shape: [null, 1, 3]}", {4, 3}},
       {"{type: dropout, rate: 0.5, noise_shape: [1, null, 1, 2]}", {3, 4, 2}},
       {.yaml = "{type: dropout, rate: 0.3}", .input = {4, 3}, .has_mask = true}});
  return type;
}

const schema::PartType<Layer>& spatial_dropout1d_layer() {
  static const auto type = spatial_dropout<1>(
      "spatial_dropout1d", "SpatialDropout1D", "layer 'spatial_dropout1d'",
      {{"{type: spatial_dropout1d, rate: 0.5}", {4, 6}},
       {.yaml = "{type: spatial_dropout1d, rate: 0.2, seed: 1}", .input = {3, 5}, .has_mask = true}});
  return type;
}

const schema::PartType<Layer>& spatial_dropout2d_layer() {
  static const auto type = spatial_dropout<2>("spatial_dropout2d", "SpatialDropout2D", "layer 'spatial_dropout2d'",
                                              {{"{type: spatial_dropout2d, rate: 0.5}", {2, 3, 6}}});
  return type;
}

}  // namespace nnctl
