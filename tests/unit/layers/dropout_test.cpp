#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

#include "unit/layers/layer_config.hpp"

namespace nnctl {

namespace {

using schema::Node;

const RandomStream kStream(1, "dropout/dropout");

/// y for x = 1 over `rows` rows of `columns`.
std::vector<Real> dropped(double rate, std::int64_t rows, std::int64_t columns, LayerContext context, Real x = 1) {
  context.random = &kStream;
  const auto layer = layer_config("dropout", {{"rate", Node::number(rate)}}).make();
  const TensorSpec input{{columns}};
  const std::vector<Real> ones(static_cast<std::size_t>(rows * columns), x);
  std::vector<Real> y(ones.size());
  std::vector<Real> saved(static_cast<std::size_t>(rows * layer->plan(input).saved));
  layer->forward(
      {.context = context, .rows = rows, .input = input, .x = ones.data(), .y = y.data(), .saved = saved.data()});
  return y;
}

}  // namespace

TEST_CASE("dropout drops its share and keeps the mean") {
  const std::vector<Real> y = dropped(0.2, 200, 50, {.training = true});
  const auto zeros = std::ranges::count(y, Real{0});
  CHECK(zeros > 1840);  // 2000 of 10,000, four deviations of 40
  CHECK(zeros < 2160);
  CHECK(std::ranges::count(y, Real(1.25)) + zeros == 10000);
}

TEST_CASE("dropout does nothing outside training, and at rate 0") {
  const std::vector<Real> ones(20, 1);
  CHECK(dropped(0.5, 4, 5, {}) == ones);
  CHECK(dropped(0, 4, 5, {.training = true}) == ones);
  CHECK(layer_config("dropout", {{"rate", Node::number(0)}}).make()->plan({{5}}).aliases_input);
  CHECK_FALSE(layer_config("dropout", {{"rate", Node::number(0.5)}}).make()->plan({{5}}).aliases_input);
}

TEST_CASE("dropout at rate 1 leaves zeros, of infinities too") {
  const std::vector<Real> zeros(20, 0);
  CHECK(dropped(1, 4, 5, {.training = true}) == zeros);
  CHECK(dropped(1, 4, 5, {.training = true}, std::numeric_limits<Real>::infinity()) == zeros);
}

TEST_CASE("a mask depends on step and row, not on how rows are cut into calls") {
  const std::vector<Real> whole = dropped(0.5, 7, 5, {.training = true, .step = 9});
  for (std::int64_t first = 0; first < 7; ++first) {
    const std::vector<Real> row = dropped(0.5, 1, 5, {.training = true, .step = 9, .first_row = first});
    CHECK(std::equal(row.begin(), row.end(), whole.begin() + first * 5));
  }
  CHECK(dropped(0.5, 7, 5, {.training = true, .step = 10}) != whole);
}

TEST_CASE("a rate outside 0 ... 1 is refused") {
  CHECK(layer_mistake("dropout", {{"rate", Node::number(1.5)}}) == "'rate' must be between 0 and 1, got 1.5");
}

}  // namespace nnctl
