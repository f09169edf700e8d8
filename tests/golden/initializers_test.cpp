#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

#include "golden/vectors.hpp"
#include "initializers/initializer.hpp"

namespace nnctl::golden {

namespace {

/// The product with itself of a matrix (all axes but the last, the last): of the columns, or the rows if fewer.
std::vector<Real> product_of(const Shape& shape, std::span<const Real> values) {
  const auto columns = static_cast<std::size_t>(shape[-1]);
  const std::size_t rows = values.size() / columns;
  const std::size_t count = std::min(rows, columns);
  std::vector<Real> product;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < count; ++j) {
      Real sum = 0;
      for (std::size_t k = 0; k < std::max(rows, columns); ++k) {
        sum += rows < columns ? values[i * columns + k] * values[j * columns + k]
                              : values[k * columns + i] * values[k * columns + j];
      }
      product.push_back(sum);
    }
  }
  return product;
}

}  // namespace

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
    if (one.contains("values")) {
      CHECK(values == tensor(one.at("values")).data);
      continue;
    }
    if (one.contains("product")) {
      CHECK(difference(product_of(shape, values), tensor(one.at("product")).data, {1e-6, 1e-6}) == "");
      continue;
    }
    const double n = static_cast<double>(values.size());
    const double std = one.at("std");
    const double mean = one.value("mean", 0.0);
    double sum = 0;
    double sum_squares = 0;
    double largest = 0;
    for (const double value : values) {
      const double distance = value - mean;
      sum += distance;
      sum_squares += distance * distance;
      largest = std::max(largest, std::abs(distance));
    }
    // five deviations of what n draws give by chance; a distribution that ends has var(x^2) < 2 std^4
    CHECK(std::abs(sum / n) < 5 * std / std::sqrt(n));
    CHECK(std::abs(sum_squares / n / (std * std) - 1) < 5 * std::sqrt(2 / n));
    if (one.at("bound").is_null()) {
      CHECK(largest > (n > 1000 ? 3 : 2) * std);  // beyond where a truncated one would end
      continue;
    }
    const double bound = one.at("bound");
    CHECK(largest <= bound * (1 + 1e-6));
    CHECK(largest > bound * (n > 1000 ? 0.99 : 0.8));
  }
}

}  // namespace nnctl::golden
