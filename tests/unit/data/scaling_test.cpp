// Statistics of values that are visited run by run: those of a list of them.
#include "data/scaling.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/rng.hpp"

namespace nnctl::data {
namespace {

// So many that no list of them is gathered.
std::vector<double> many(bool few_distinct) {
  const RandomStream stream(3, "values");
  std::vector<double> values(3'000'000);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto draw = static_cast<double>(stream.below(1'000'000, 0, i));
    values[i] = few_distinct ? std::floor(draw / 300'000) - 1 : (draw - 500'000) * std::exp(draw * 1e-4);
  }
  return values;
}

TEST_CASE("quantiles of many values are those of the sorted list", "[scaling]") {
  const std::vector<double> values = many(GENERATE(true, false));
  std::vector<double> sorted = values;
  std::ranges::sort(sorted);
  for (const double share : {0.0, 0.25, 0.5, 0.75, 0.9, 1.0}) {
    const double position = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    const double part = position - std::floor(position);
    const double above = sorted[std::min(below + 1, sorted.size() - 1)];
    const double expected = part == 0.5 ? (sorted[below] + above) / 2 : sorted[below] + (above - sorted[below]) * part;
    CHECK(quantile_of(ListedValues(values), share) == expected);
  }
}

TEST_CASE("the mode is the most frequent value, of several the least", "[scaling]") {
  const std::vector<double> values = {3, 1, 2, 2, 1, 4};
  CHECK(mode_of(ListedValues(values)) == 1.0);
}

}  // namespace
}  // namespace nnctl::data
