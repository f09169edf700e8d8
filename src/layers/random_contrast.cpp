// Images with more or less contrast, at random while training: y = (x - mean) f + mean, the mean that of a channel of
// one image, then cut to the range of values. Keras 3.15.1,
// keras/src/layers/preprocessing/image_preprocessing/random_contrast.py.
#include <algorithm>
#include <cmath>

#include "layers/random_image.hpp"
#include "layers/registry.hpp"

namespace nnctl {

namespace {

struct ContrastConfig {
  Factor factor = {{0.0}};
  std::vector<double> value_range = {0, 255};
  std::optional<std::int64_t> seed;
};

class RandomContrast final : public RandomImage {
 public:
  explicit RandomContrast(const ContrastConfig& config)
      : RandomImage("random_contrast", config.seed),
        least_(static_cast<Real>(config.value_range[0])),
        most_(static_cast<Real>(config.value_range[1])) {
    // One number f is 1 ... 1 + f in 3.15.1: its lower bound -f is cut to 0
    const Range given = range_of(config.factor);
    factor_ = config.factor.is_list ? Range{1 - given.low, 1 + given.high} : Range{1, 1 + given.high};
  }

 private:
  void change(const ImageChance& chance, const Shape& shape, const Real* x, Real* y) const override {
    const auto factor = static_cast<Real>(factor_.at(chance[0]));
    for (std::int64_t c = 0; c < shape[2]; ++c) {
      const Real mean = channel_mean(shape, x, c);
      for (std::int64_t i = c; i < shape.num_elements(); i += shape[2]) {
        y[i] = std::clamp((x[i] - mean) * factor + mean, least_, most_);
      }
    }
  }

  // With g = dy where y was not cut:  dx = f g + (1 - f) mean of g
  void change_backward(const ImageChance& chance, const Shape& shape, const Real* x, const Real* dy,
                       Real* dx) const override {
    const auto factor = static_cast<Real>(factor_.at(chance[0]));
    for (std::int64_t c = 0; c < shape[2]; ++c) {
      const Real mean = channel_mean(shape, x, c);
      for (std::int64_t i = c; i < shape.num_elements(); i += shape[2]) {
        const Real y = (x[i] - mean) * factor + mean;
        dx[i] = y >= least_ && y <= most_ ? dy[i] : Real{0};
      }
      const Real shared = (1 - factor) * channel_mean(shape, dx, c);
      for (std::int64_t i = c; i < shape.num_elements(); i += shape[2]) dx[i] = factor * dx[i] + shared;
    }
  }

  static Real channel_mean(const Shape& shape, const Real* x, std::int64_t c) {
    double sum = 0;
    for (std::int64_t i = c; i < shape.num_elements(); i += shape[2]) sum += static_cast<double>(x[i]);
    return static_cast<Real>(sum / static_cast<double>(shape[0] * shape[1]));
  }

  Range factor_;
  Real least_;
  Real most_;
};

schema::Check<std::vector<double>> value_range_check() {
  return {"two numbers [least, most], the first below the second",
          [](const std::vector<double>& range) {
            return range.size() == 2 && std::isfinite(range[0]) && std::isfinite(range[1]) && range[0] < range[1];
          },
          schema::Node::map()};
}

}  // namespace

const schema::PartType<Layer>& random_contrast_layer() {
  using Config = ContrastConfig;
  static const auto type = schema::part_type<RandomContrast, Layer>(
      "random_contrast", "RandomContrast", "While training, changes the contrast of each image.",
      [] {
        schema::Schema<Config> fields("layer 'random_contrast'", "");
        fields
            .required("factor", &Config::factor,
                      "f for a factor from 1 to 1 + f, [a, b] with a below b for one from 1 - a to 1 + b.",
                      factor_check(-1))
            .field("value_range", &Config::value_range, "What values are cut to: [least, most].", value_range_check());
        return seed_field(fields, &Config::seed);
      }(),
      {{"{type: random_contrast, factor: 0.4, value_range: [-20, 20]}", {3, 4, 2}},
       {"{type: random_contrast, factor: [0.2, 0.8], value_range: [-1, 1.5], seed: 2}", {4, 3, 1}}});
  return type;
}

}  // namespace nnctl
