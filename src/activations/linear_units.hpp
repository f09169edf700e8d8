// The configs of the units that are layers too, and their keys.
#pragma once

#include <cmath>
#include <optional>
#include <string>

#include "schema/schema.hpp"
#include "tensor/real.hpp"

namespace nnctl {

struct ReluConfig {
  double negative_slope = 0;
  std::optional<double> max_value;
  double threshold = 0;
};

/// x where x > 0, negative_slope x elsewhere.
struct LeakyRelu {
  double negative_slope = 0.2;

  Real value(Real x) const { return x > 0 ? x : static_cast<Real>(negative_slope) * x; }
  Real slope(Real x) const { return x > 0 ? Real{1} : static_cast<Real>(negative_slope); }
};

/// x where x > 0, alpha (exp(x) - 1) elsewhere.
struct Elu {
  double alpha = 1;

  Real value(Real x) const { return x > 0 ? x : static_cast<Real>(alpha) * std::expm1(x); }
  Real slope(Real x) const { return x > 0 ? Real{1} : static_cast<Real>(alpha) * std::exp(x); }
};

inline schema::Check<std::optional<double>> none_or_at_least(double limit) {
  const auto check = schema::at_least(limit);
  return {check.text, [check](const std::optional<double>& value) { return !value || check.accepts(*value); },
          check.json_schema};
}

/// The layer's slope may not be negative, the function's may.
inline schema::Schema<ReluConfig> relu_fields(const std::string& where, schema::Check<double> slope) {
  return schema::Schema<ReluConfig>(where, "")
      .field("negative_slope", &ReluConfig::negative_slope, "Slope below the threshold.", std::move(slope))
      .field("max_value", &ReluConfig::max_value, "The largest output; null for none.", none_or_at_least(0))
      .field("threshold", &ReluConfig::threshold, "Inputs up to it count as negative.", schema::at_least(0.0));
}

inline schema::Schema<Elu> elu_fields(const std::string& where) {
  return schema::Schema<Elu>(where, "").field("alpha", &Elu::alpha, "Minus the limit for x -> -infinity.",
                                              schema::finite());
}

}  // namespace nnctl
