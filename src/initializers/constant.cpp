// One value everywhere. Keras 3.15.1, keras/src/initializers/constant_initializers.py.
#include <algorithm>

#include "initializers/registry.hpp"

namespace nnctl {

namespace {

using schema::Schema;

class Constant final : public Initializer {
 public:
  template <class Config>
  explicit Constant(const Config& config) : value_(static_cast<Real>(config.value)) {}

  void fill(const Shape&, const RandomStream&, std::span<Real> values) const override {
    std::ranges::fill(values, value_);
  }

 private:
  Real value_;
};

struct ZerosConfig {
  static constexpr double value = 0;
};
struct OnesConfig {
  static constexpr double value = 1;
};
struct ConstantConfig {
  double value = 0;
};

}  // namespace

const schema::PartType<Initializer>& zeros_initializer() {
  static const auto type = schema::part_type<Constant, Initializer>(
      "zeros", "Zeros", "All 0.", Schema<ZerosConfig>("initializer 'zeros'", ""), {{"zeros"}}, {"zero"});
  return type;
}

const schema::PartType<Initializer>& ones_initializer() {
  static const auto type = schema::part_type<Constant, Initializer>(
      "ones", "Ones", "All 1.", Schema<OnesConfig>("initializer 'ones'", ""), {{"ones"}}, {"one"});
  return type;
}

const schema::PartType<Initializer>& constant_initializer() {
  static const auto type = schema::part_type<Constant, Initializer>(
      "constant", "Constant", "All the same value.",
      Schema<ConstantConfig>("initializer 'constant'", "")
          .field("value", &ConstantConfig::value, "What every element becomes.", schema::finite()),
      {{"constant"}, {"{type: constant, value: 0.1}"}});
  return type;
}

}  // namespace nnctl
