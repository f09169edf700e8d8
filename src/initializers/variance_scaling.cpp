// Random values whose variance is set by the fans of the shape, so that signals keep their size from layer to layer:
// Glorot and Bengio (AISTATS 2010), He et al. (ICCV 2015), LeCun et al. ("Efficient BackProp", 1998). The six differ in
// the variance and the distribution alone. Keras 3.15.1, keras/src/initializers/random_initializers.py.
#include <algorithm>
#include <cmath>

#include "initializers/registry.hpp"

namespace nnctl {

namespace {

using schema::PartType;
using schema::Schema;

// Fans below 1 count as 1, as in Keras.
struct Glorot {
  static double variance(const Fans& fans) { return 1 / std::max(1.0, (fans.in + fans.out) / 2); }
};
struct He {
  static double variance(const Fans& fans) { return 2 / std::max(1.0, fans.in); }
};
struct Lecun {
  static double variance(const Fans& fans) { return 1 / std::max(1.0, fans.in); }
};

struct Uniform {
  /// Uniform over +-sqrt(3 variance).
  static double draw(double variance, const RandomStream& random, std::uint64_t element) {
    return std::sqrt(3 * variance) * (2 * random.uniform(0, element) - 1);
  }
};

struct TruncatedNormal {
  /// A normal redrawn until it lies within two deviations. Cutting narrows it, so it starts wider.
  static double draw(double variance, const RandomStream& random, std::uint64_t element) {
    constexpr double kTruncatedDeviation = 0.87962566103423978;  // of a standard normal cut at +-2
    double normal = random.normal(0, element);
    for (std::uint64_t redraw = 1; std::abs(normal) > 2; ++redraw) normal = random.normal(redraw, element);
    return std::sqrt(variance) / kTruncatedDeviation * normal;
  }
};

struct NoConfig {};

template <class Scale, class Distribution>
class VarianceScaling final : public Initializer {
 public:
  explicit VarianceScaling(const NoConfig&) {}

  void fill(const Shape& shape, const RandomStream& random, std::span<Real> values) const override {
    const double variance = Scale::variance(fans_of(shape));
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<Real>(Distribution::draw(variance, random, i));
    }
  }
};

template <class Scale, class Distribution>
PartType<Initializer> scaling_type(const std::string& name, std::string keras_name, std::string text) {
  return schema::part_type<VarianceScaling<Scale, Distribution>, Initializer>(
      name, std::move(keras_name), std::move(text), Schema<NoConfig>("initializer '" + name + "'", ""), {{name}});
}

}  // namespace

const PartType<Initializer>& glorot_uniform_initializer() {
  static const auto type =
      scaling_type<Glorot, Uniform>("glorot_uniform", "GlorotUniform", "Uniform with variance 2 / (fan_in + fan_out).");
  return type;
}

const PartType<Initializer>& glorot_normal_initializer() {
  static const auto type = scaling_type<Glorot, TruncatedNormal>(
      "glorot_normal", "GlorotNormal", "Normal, cut at two deviations, with variance 2 / (fan_in + fan_out).");
  return type;
}

const PartType<Initializer>& he_uniform_initializer() {
  static const auto type =
      scaling_type<He, Uniform>("he_uniform", "HeUniform", "Uniform with variance 2 / fan_in: for relu.");
  return type;
}

const PartType<Initializer>& he_normal_initializer() {
  static const auto type = scaling_type<He, TruncatedNormal>(
      "he_normal", "HeNormal", "Normal, cut at two deviations, with variance 2 / fan_in: for relu.");
  return type;
}

const PartType<Initializer>& lecun_uniform_initializer() {
  static const auto type =
      scaling_type<Lecun, Uniform>("lecun_uniform", "LecunUniform", "Uniform with variance 1 / fan_in.");
  return type;
}

const PartType<Initializer>& lecun_normal_initializer() {
  static const auto type = scaling_type<Lecun, TruncatedNormal>(
      "lecun_normal", "LecunNormal", "Normal, cut at two deviations, with variance 1 / fan_in: for selu.");
  return type;
}

}  // namespace nnctl
