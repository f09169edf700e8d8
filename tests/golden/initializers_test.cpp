#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "golden/vectors.hpp"
#include "initializers/initializer.hpp"

namespace nnctl::golden {

TEST_CASE("initializers have Keras's fans, bounds and moments") {
  const RandomStream random(0, "initializer/dense/kernel");
  for (const nlohmann::json& one : cases("initializers.json")) {
    INFO(one.at("name"));
    const Shape shape(one.at("shape").get<std::vector<std::int64_t>>());
    CHECK(fans_of(shape).in == one.at("fan_in"));
    CHECK(fans_of(shape).out == one.at("fan_out"));

    std::vector<Real> values(static_cast<std::size_t>(shape.num_elements()));
    part<Initializer>(one.at("config")).make()->fill(shape, random, values);
    if (one.contains("value")) {
      const auto value = one.at("value").get<Real>();
      CHECK(std::ranges::all_of(values, [&](Real each) { return each == value; }));
      continue;
    }
    const double n = static_cast<double>(values.size());
    const double std = one.at("std");
    const double bound = one.at("bound");
    double sum = 0;
    double sum_squares = 0;
    double largest = 0;
    for (const double value : values) {
      sum += value;
      sum_squares += value * value;
      largest = std::max(largest, std::abs(value));
    }
    // five deviations of what n draws give by chance; a distribution that ends has var(x^2) < 2 std^4
    CHECK(std::abs(sum / n) < 5 * std / std::sqrt(n));
    CHECK(std::abs(sum_squares / n / (std * std) - 1) < 5 * std::sqrt(2 / n));
    CHECK(largest <= bound * (1 + 1e-6));
    CHECK(largest > bound * (n > 1000 ? 0.99 : 0.8));
  }
}

}  // namespace nnctl::golden
