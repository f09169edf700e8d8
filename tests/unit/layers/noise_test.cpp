// Layers that draw: what is shared, what a seed fixes, and the distributions.
#include <algorithm>
#include <cmath>
#include <set>

#include <catch2/catch.hpp>

#include "unit/layers/layer_config.hpp"

namespace nnctl {

namespace {

using schema::Node;
using Keys = std::vector<std::pair<const char*, Node>>;

const RandomStream kStream(1, "layer/noise");

Node sizes(std::initializer_list<std::int64_t> list) {  // 0: null
  Node node = Node::sequence();
  for (const std::int64_t size : list) node.append(size == 0 ? Node() : Node::integer(size));
  return node;
}

/// y for rows of `shape` filled with `x`, while training.
std::vector<Real> drawn(const char* type, const Keys& keys, const Shape& shape, std::int64_t rows, Real x = 1,
                        const RandomStream& stream = kStream, LayerContext context = {}) {
  context.training = true;
  context.random = &stream;
  const auto layer = layer_config(type, keys).make();
  const TensorSpec input{shape};
  const LayerPlan plan = layer->plan(input);
  const auto buffer = [&](std::int64_t size) { return std::vector<Real>(static_cast<std::size_t>(rows * size), x); };
  const std::vector<Real> in = buffer(input.num_elements());
  std::vector<Real> y = in;
  std::vector<Real> saved = buffer(plan.saved);
  std::vector<Real> workspace = buffer(plan.workspace);
  layer->forward({.context = context,
                  .rows = rows,
                  .input = input,
                  .x = in.data(),
                  .y = y.data(),
                  .saved = saved.data(),
                  .workspace = workspace.data()});
  return y;
}

double mean_of(const std::vector<Real>& values) {
  double sum = 0;
  for (const Real value : values) sum += static_cast<double>(value);
  return sum / static_cast<double>(values.size());
}

double variance_of(const std::vector<Real>& values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (const Real value : values) sum += std::pow(static_cast<double>(value) - mean, 2);
  return sum / static_cast<double>(values.size());
}

std::string shape_mistake(const char* type, const Keys& keys, const Shape& input) {
  try {
    layer_config(type, keys).make()->plan({input});
  } catch (const ShapeMismatch& mismatch) {
    return std::string(mismatch.what()) + " | " + mismatch.hint;
  }
  return {};
}

const Keys kHalf = {{"rate", Node::number(0.5)}};

}  // namespace

TEST_CASE("noise_shape shares one decision along its axes of size 1") {
  const std::vector<Real> y =
      drawn("dropout", {{"rate", Node::number(0.5)}, {"noise_shape", sizes({0, 1, 4})}}, {3, 4}, 50);
  std::set<std::vector<Real>> rows;
  for (auto row = y.begin(); row != y.end(); row += 12) {
    CHECK(std::equal(row, row + 4, row + 4));
    CHECK(std::equal(row, row + 4, row + 8));
    rows.emplace(row, row + 4);
  }
  CHECK(rows.size() > 8);  // of 16 patterns
}

TEST_CASE("noise_shape that starts with 1 decides once for all rows, however they are cut into calls") {
  const Keys keys = {{"rate", Node::number(0.5)}, {"noise_shape", sizes({1, 0})}};
  const std::vector<Real> y = drawn("dropout", keys, {8}, 5);
  for (std::size_t row = 1; row < 5; ++row) CHECK(std::equal(y.begin(), y.begin() + 8, y.begin() + 8 * row));
  const std::vector<Real> last = drawn("dropout", keys, {8}, 1, 1, kStream, {.first_row = 4});
  CHECK(std::equal(last.begin(), last.end(), y.begin()));
  CHECK(drawn("dropout", keys, {8}, 5, 1, kStream, {.step = 1}) != y);
}

TEST_CASE("spatial dropout drops whole channels") {
  const std::vector<Real> steps = drawn("spatial_dropout1d", kHalf, {3, 40}, 5);
  const std::vector<Real> images = drawn("spatial_dropout2d", kHalf, {2, 2, 40}, 5);
  for (std::size_t i = 0; i < steps.size(); ++i) CHECK(steps[i] == steps[i / 120 * 120 + i % 40]);
  for (std::size_t i = 0; i < images.size(); ++i) CHECK(images[i] == images[i / 160 * 160 + i % 40]);
  CHECK(std::ranges::count(steps, Real{0}) > 150);  // of 600, in blocks of 3
  CHECK(std::ranges::count(steps, Real{2}) > 150);
}

TEST_CASE("a seed gives a layer a stream of its own") {
  const RandomStream other(2, "layer/noise");
  const Keys seeded = {{"rate", Node::number(0.5)}, {"seed", Node::integer(7)}};
  CHECK(drawn("dropout", kHalf, {40}, 3) != drawn("dropout", kHalf, {40}, 3, 1, other));
  CHECK(drawn("dropout", seeded, {40}, 3) == drawn("dropout", seeded, {40}, 3, 1, other));
  CHECK(drawn("dropout", seeded, {40}, 3) != drawn("dropout", kHalf, {40}, 3));
}

TEST_CASE("gaussian noise has its deviation, and mean 0") {
  const std::vector<Real> y = drawn("gaussian_noise", {{"stddev", Node::number(0.5)}}, {101}, 400, 3);
  CHECK(mean_of(y) == Approx(3).margin(0.01));  // four deviations of 0.5 / sqrt(40,400)
  CHECK(variance_of(y) == Approx(0.25).margin(0.01));
  CHECK(std::set<Real>(y.begin(), y.end()).size() > 39000);
}

TEST_CASE("gaussian dropout multiplies by mean 1 and variance rate / (1 - rate)") {
  const std::vector<Real> y = drawn("gaussian_dropout", {{"rate", Node::number(0.2)}}, {101}, 400, 2);
  CHECK(mean_of(y) == Approx(2).margin(0.02));
  CHECK(variance_of(y) == Approx(4 * 0.25).margin(0.04));
}

TEST_CASE("alpha dropout keeps mean 0 and variance 1") {
  std::vector<Real> kept = drawn("alpha_dropout", {{"rate", Node::number(0.25)}}, {100}, 400, 0);
  // a = ((1 - r) (1 + r c^2))^(-1/2), c = -1.7580993: what is kept of x becomes a x - a c r, the rest a c (1 - r)
  const double c = -1.7580993408473766;
  const double a = 1 / std::sqrt(0.75 * (1 + 0.25 * c * c));
  const std::set<Real> values(kept.begin(), kept.end());
  REQUIRE(values.size() == 2);
  CHECK(static_cast<double>(*values.begin()) == Approx(a * c * 0.75));
  CHECK(static_cast<double>(*values.rbegin()) == Approx(-a * c * 0.25));
  CHECK(mean_of(kept) == Approx(0).margin(0.03));
  // With x of mean 0 and variance 1 the kept share adds a^2 (1 - r)
  CHECK(variance_of(kept) + a * a * 0.75 == Approx(1).margin(0.03));
}

TEST_CASE("what layers that draw cannot take is named") {
  CHECK(layer_mistake("gaussian_noise", {{"stddev", Node::number(1.5)}}) ==
        "'stddev' must be between 0 and 1, got 1.5");
  CHECK(layer_mistake("gaussian_dropout", {{"rate", Node::number(1)}}) ==
        "'rate' must be at least 0 and below 1, got 1");
  CHECK(layer_mistake("dropout", {{"rate", Node::number(0.5)}, {"noise_shape", sizes({32, 1})}}) ==
        "'noise_shape' must be sizes >= 1 or null for each axis, the first, of the batch, null or 1, got [32, 1]");
  CHECK(shape_mistake("dropout", {{"rate", Node::number(0.5)}, {"noise_shape", sizes({0, 1})}}, {3, 4}) ==
        "dropout has a 'noise_shape' of 2 axes for its input (None, 3, 4) | give it 3 sizes, the batch's first");
  CHECK(shape_mistake("dropout", {{"rate", Node::number(0.5)}, {"noise_shape", sizes({0, 1, 3})}}, {3, 4}) ==
        "dropout has 3 in 'noise_shape' for an axis of 4 in its input (None, 3, 4) | write 1 where the axis shares one "
        "decision, null where it does not");
  CHECK(shape_mistake("spatial_dropout2d", kHalf, {3, 4}) ==
        "spatial_dropout2d needs an input (height, width, channels), got (None, 3, 4) | put {type: reshape, "
        "target_shape: [3, 4, 1]} before it");
}

}  // namespace nnctl
