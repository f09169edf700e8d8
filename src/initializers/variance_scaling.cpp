// Random values whose variance is set by the fans of the shape, so that signals keep their size from layer to layer:
// Glorot and Bengio (AISTATS 2010), He et al. (ICCV 2015), LeCun et al. ("Efficient BackProp", 1998). The named ones
// are variance_scaling with fixed parameters. Keras 3.15.1, keras/src/initializers/random_initializers.py.
#include <algorithm>
#include <cmath>

#include "initializers/distributions.hpp"
#include "initializers/registry.hpp"

namespace nnctl {

namespace {

using schema::PartType;
using schema::Schema;

enum class FanMode { kIn, kOut, kAverage };
enum class Family { kUniform, kTruncatedNormal, kUntruncatedNormal };

class VarianceScaling final : public Initializer {
 public:
  template <class Config>
  explicit VarianceScaling(const Config& config)
      : scale_(config.scale), mode_(config.mode), family_(config.distribution) {}

  void fill(const Shape& shape, const RandomStream& random, std::span<Real> values) const override {
    const double variance = scale_ / std::max(1.0, fan(fans_of(shape)));  // fans below 1 count as 1, as in Keras
    const double deviation = std::sqrt(variance);
    switch (family_) {
      case Family::kUniform: {
        const double limit = std::sqrt(3 * variance);
        return fill_elements(values, [&](std::uint64_t i) { return limit * (2 * random.uniform(0, i) - 1); });
      }
      case Family::kTruncatedNormal: {
        const double wider = deviation / kTruncatedDeviation;  // cutting narrows it
        return fill_elements(values, [&](std::uint64_t i) { return wider * truncated_normal(random, i); });
      }
      case Family::kUntruncatedNormal:
        return fill_elements(values, [&](std::uint64_t i) { return deviation * random.normal(0, i); });
    }
  }

 private:
  double fan(const Fans& fans) const {
    if (mode_ == FanMode::kIn) return fans.in;
    return mode_ == FanMode::kOut ? fans.out : (fans.in + fans.out) / 2;
  }

  double scale_;
  FanMode mode_;
  Family family_;
};

struct VarianceScalingConfig {
  double scale = 1;
  FanMode mode = FanMode::kIn;
  Family distribution = Family::kTruncatedNormal;
};

template <FanMode kMode, Family kFamily, int kScale = 1>
struct NamedConfig {
  static constexpr double scale = kScale;
  static constexpr FanMode mode = kMode;
  static constexpr Family distribution = kFamily;
};

using GlorotUniform = NamedConfig<FanMode::kAverage, Family::kUniform>;
using GlorotNormal = NamedConfig<FanMode::kAverage, Family::kTruncatedNormal>;
using HeUniform = NamedConfig<FanMode::kIn, Family::kUniform, 2>;
using HeNormal = NamedConfig<FanMode::kIn, Family::kTruncatedNormal, 2>;
using LecunUniform = NamedConfig<FanMode::kIn, Family::kUniform>;
using LecunNormal = NamedConfig<FanMode::kIn, Family::kTruncatedNormal>;

template <class Config>
PartType<Initializer> named_scaling(const std::string& name, std::string keras_name, std::string text) {
  return schema::part_type<VarianceScaling, Initializer>(
      name, std::move(keras_name), std::move(text), with_random_keys(Schema<Config>("initializer '" + name + "'", "")),
      {{name}});
}

}  // namespace

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Choices<FanMode> {
  static const std::vector<Choice<FanMode>>& all() {
    static const std::vector<Choice<FanMode>> list = {
        {"fan_in", FanMode::kIn}, {"fan_out", FanMode::kOut}, {"fan_avg", FanMode::kAverage}};
    return list;
  }
};

template <>
struct Choices<Family> {
  static const std::vector<Choice<Family>>& all() {
    static const std::vector<Choice<Family>> list = {{"truncated_normal", Family::kTruncatedNormal},
                                                     {"normal", Family::kTruncatedNormal},  // Keras's other name
                                                     {"untruncated_normal", Family::kUntruncatedNormal},
                                                     {"uniform", Family::kUniform}};
    return list;
  }
};

}  // namespace nnctl::schema

namespace nnctl {

const PartType<Initializer>& glorot_uniform_initializer() {
  static const auto type =
      named_scaling<GlorotUniform>("glorot_uniform", "GlorotUniform", "Uniform with variance 2 / (fan_in + fan_out).");
  return type;
}

const PartType<Initializer>& glorot_normal_initializer() {
  static const auto type = named_scaling<GlorotNormal>(
      "glorot_normal", "GlorotNormal", "Normal, cut at two deviations, with variance 2 / (fan_in + fan_out).");
  return type;
}

const PartType<Initializer>& he_uniform_initializer() {
  static const auto type =
      named_scaling<HeUniform>("he_uniform", "HeUniform", "Uniform with variance 2 / fan_in: for relu.");
  return type;
}

const PartType<Initializer>& he_normal_initializer() {
  static const auto type = named_scaling<HeNormal>(
      "he_normal", "HeNormal", "Normal, cut at two deviations, with variance 2 / fan_in: for relu.");
  return type;
}

const PartType<Initializer>& lecun_uniform_initializer() {
  static const auto type =
      named_scaling<LecunUniform>("lecun_uniform", "LecunUniform", "Uniform with variance 1 / fan_in.");
  return type;
}

const PartType<Initializer>& lecun_normal_initializer() {
  static const auto type = named_scaling<LecunNormal>(
      "lecun_normal", "LecunNormal", "Normal, cut at two deviations, with variance 1 / fan_in: for selu.");
  return type;
}

const PartType<Initializer>& variance_scaling_initializer() {
  using Config = VarianceScalingConfig;
  static const auto type = schema::part_type<VarianceScaling, Initializer>(
      "variance_scaling", "VarianceScaling", "Random with variance scale / fan.",
      with_random_keys(
          Schema<Config>("initializer 'variance_scaling'", "")
              .field("scale", &Config::scale, "Variance times fan.", schema::above(0.0))
              .field("mode", &Config::mode, "Which fan: inputs, outputs, or the mean of both; at least 1.")
              .field("distribution", &Config::distribution,
                     "truncated_normal (also called normal) is cut at two deviations and keeps the variance.")
              .later("input_axes", "Axes that make up fan_in.")
              .later("output_axes", "Axes that make up fan_out.")),
      {{"variance_scaling"},
       {"{type: variance_scaling, scale: 2.0, mode: fan_avg, distribution: uniform}"},
       {"{type: variance_scaling, mode: fan_out, distribution: untruncated_normal}"}});
  return type;
}

}  // namespace nnctl
