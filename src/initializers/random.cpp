// Random values of a given spread, whatever the shape. Keras 3.15.1, keras/src/initializers/random_initializers.py.
#include "initializers/distributions.hpp"
#include "initializers/registry.hpp"

namespace nnctl {

namespace {

using schema::PartType;
using schema::Schema;

struct NormalConfig {
  double mean = 0;
  double stddev = 0.05;
};

class RandomNormal final : public Initializer {
 public:
  explicit RandomNormal(const NormalConfig& config) : config_(config) {}

  void fill(const Shape&, const RandomStream& random, std::span<Real> values) const override {
    fill_elements(values, [&](std::uint64_t i) { return config_.mean + config_.stddev * random.normal(0, i); });
  }

 private:
  NormalConfig config_;
};

class TruncatedNormal final : public Initializer {
 public:
  explicit TruncatedNormal(const NormalConfig& config) : config_(config) {}

  void fill(const Shape&, const RandomStream& random, std::span<Real> values) const override {
    fill_elements(values, [&](std::uint64_t i) { return config_.mean + config_.stddev * truncated_normal(random, i); });
  }

 private:
  NormalConfig config_;
};

struct UniformConfig {
  double minval = -0.05;
  double maxval = 0.05;
};

class RandomUniform final : public Initializer {
 public:
  explicit RandomUniform(const UniformConfig& config) : config_(config) {}

  void fill(const Shape&, const RandomStream& random, std::span<Real> values) const override {
    const double width = config_.maxval - config_.minval;
    fill_elements(values, [&](std::uint64_t i) { return config_.minval + width * random.uniform(0, i); });
  }

 private:
  UniformConfig config_;
};

Schema<NormalConfig> normal_fields(const std::string& where, std::string stddev_text) {
  return with_random_keys(Schema<NormalConfig>(where, "")
                              .field("mean", &NormalConfig::mean, "Mean of the values.", schema::finite())
                              .field("stddev", &NormalConfig::stddev, std::move(stddev_text), schema::at_least(0.0)));
}

}  // namespace

const PartType<Initializer>& random_normal_initializer() {
  static const auto type = schema::part_type<RandomNormal, Initializer>(
      "random_normal", "RandomNormal", "Normal with a given mean and deviation.",
      normal_fields("initializer 'random_normal'", "Standard deviation of the values."),
      {{"random_normal"}, {"{type: random_normal, mean: 1.0, stddev: 0.5}"}}, {"normal"});
  return type;
}

const PartType<Initializer>& random_uniform_initializer() {
  static const auto type = schema::part_type<RandomUniform, Initializer>(
      "random_uniform", "RandomUniform", "Uniform between two bounds.",
      with_random_keys(Schema<UniformConfig>("initializer 'random_uniform'", "")
                           .field("minval", &UniformConfig::minval, "Lower bound.", schema::finite())
                           .field("maxval", &UniformConfig::maxval, "Upper bound.", schema::finite())),
      {{"random_uniform"}, {"{type: random_uniform, minval: 0.0, maxval: 1.0}"}}, {"uniform"});
  return type;
}

const PartType<Initializer>& truncated_normal_initializer() {
  static const auto type = schema::part_type<TruncatedNormal, Initializer>(
      "truncated_normal", "TruncatedNormal", "Normal, redrawn beyond two deviations from the mean.",
      normal_fields("initializer 'truncated_normal'",
                    "Deviation before values are redrawn; theirs is 0.88 of it afterwards."),
      {{"truncated_normal"}, {"{type: truncated_normal, mean: -1.0, stddev: 0.5}"}});
  return type;
}

}  // namespace nnctl
