// Which numbers the random image layers draw; what they do with them, golden vectors and conformance show.
#include <algorithm>
#include <cmath>
#include <set>

#include <catch2/catch.hpp>

#include "unit/layers/layer_config.hpp"

namespace nnctl {

namespace {

using schema::Node;
using Keys = std::vector<std::pair<const char*, Node>>;

const RandomStream kStream(1, "layer/image");
constexpr std::int64_t kSize = 11;  // of an image of one channel; its center is pixel 5
constexpr std::int64_t kPixels = kSize * kSize;
constexpr std::int64_t kImages = 400;

/// Each pixel (x, y) of kImages holds f(x, y).
template <class Function>
std::vector<Real> images(Function f) {
  std::vector<Real> all;
  for (std::int64_t i = 0; i < kImages * kPixels; ++i) {
    all.push_back(static_cast<Real>(f(i % kSize, i / kSize % kSize)));
  }
  return all;
}

std::vector<Real> changed(const char* type, const Keys& keys, const std::vector<Real>& x, LayerContext context = {}) {
  context.random = &kStream;
  const auto layer = layer_config(type, keys).make();
  const TensorSpec input{{kSize, kSize, 1}};
  CHECK(layer->plan(input).output.shape == input.shape);
  std::vector<Real> y(x.size());
  layer->forward({.context = context,
                  .rows = static_cast<std::int64_t>(x.size()) / kPixels,
                  .input = input,
                  .x = x.data(),
                  .y = y.data()});
  return y;
}

/// One number of each image: its pixel (column, row).
std::vector<double> pixels(const std::vector<Real>& y, std::int64_t column, std::int64_t row) {
  std::vector<double> values;
  for (std::size_t i = static_cast<std::size_t>(row * kSize + column); i < y.size(); i += kPixels) {
    values.push_back(static_cast<double>(y[i]));
  }
  return values;
}

/// Whether they lie between the bounds, come near both, and have the mean between them.
void check_uniform(const std::vector<double>& values, double low, double high) {
  const auto [least, most] = std::ranges::minmax(values);
  const double width = high - low;
  CHECK(least >= low - 1e-5);
  CHECK(most <= high + 1e-5);
  CHECK(least < low + 0.05 * width);
  CHECK(most > high - 0.05 * width);
  double sum = 0;
  for (const double value : values) sum += value;
  CHECK(sum / static_cast<double>(values.size()) == Approx((low + high) / 2).margin(0.06 * width));  // 4 deviations
}

Node two(double low, double high) { return Node::sequence({Node::number(low), Node::number(high)}); }

std::string shape_mistake(const char* type, const Shape& input) {
  try {
    layer_config(type).make()->plan({input});
  } catch (const ShapeMismatch& mismatch) {
    return std::string(mismatch.what()) + " | " + mismatch.hint;
  }
  return {};
}

const LayerContext kTraining{.training = true, .step = 4};
const auto kColumn = [](std::int64_t x, std::int64_t) { return x; };
const auto kRow = [](std::int64_t, std::int64_t y) { return y; };

}  // namespace

TEST_CASE("half of the images are flipped, in both directions at once") {
  const std::vector<Real> x = images([](std::int64_t column, std::int64_t row) { return 100 * row + column; });
  const auto corners = [&](const char* mode, std::int64_t other_x, std::int64_t other_y) {
    const std::vector<double> corner =
        pixels(changed("random_flip", {{"mode", Node::string(mode)}}, x, kTraining), 0, 0);
    const auto flipped = std::ranges::count(corner, static_cast<double>(100 * other_y + other_x));
    CHECK(flipped > 160);
    CHECK(flipped < 240);
    CHECK(flipped + std::ranges::count(corner, 0.0) == kImages);
  };
  corners("horizontal", kSize - 1, 0);
  corners("vertical", 0, kSize - 1);
  corners("horizontal_and_vertical", kSize - 1, kSize - 1);
}

TEST_CASE("what happens to an image depends on seed, step and row alone") {
  const std::vector<Real> x = images([](std::int64_t column, std::int64_t row) { return column * row % 7; });
  const Keys keys = {{"factor", Node::number(0.3)}};
  const std::vector<Real> y = changed("random_rotation", keys, x, kTraining);
  CHECK(changed("random_rotation", keys, x, kTraining) == y);
  CHECK(changed("random_rotation", keys, x, {.training = true, .step = 5}) != y);
  const std::vector<Real> one(x.begin(), x.begin() + kPixels);
  const std::vector<Real> third = changed("random_rotation", keys, one, {.training = true, .step = 4, .first_row = 2});
  CHECK(std::equal(third.begin(), third.end(), y.begin() + 2 * kPixels));
  const Keys seeded = {{"factor", Node::number(0.3)}, {"seed", Node::integer(1)}};
  CHECK(changed("random_rotation", seeded, x, kTraining) != y);
  CHECK(changed("random_rotation", keys, x) == x);  // outside training
}

TEST_CASE("random factors lie where they are allowed to") {
  const Keys shift = {{"height_factor", Node::number(0.2)}, {"width_factor", two(0.3, -0.1)}};
  // To the right and down by a share of the size: what stands at the center then stood before it
  check_uniform(pixels(changed("random_translation", shift, images(kColumn), kTraining), 5, 5), 5 - 0.3 * kSize,
                5 + 0.1 * kSize);
  check_uniform(pixels(changed("random_translation", shift, images(kRow), kTraining), 5, 5), 5 - 0.2 * kSize,
                5 + 0.2 * kSize);

  const Keys zoom = {{"height_factor", two(-0.5, 0.5)}, {"width_factor", two(0, 0.25)}};
  check_uniform(pixels(changed("random_zoom", zoom, images(kRow), kTraining), 5, 6), 5.5, 6.5);
  check_uniform(pixels(changed("random_zoom", zoom, images(kColumn), kTraining), 6, 5), 6, 6.25);
  const Keys same = {{"height_factor", Node::number(0.5)}};
  const auto across = pixels(changed("random_zoom", same, images(kColumn), kTraining), 6, 5);
  const auto down = pixels(changed("random_zoom", same, images(kRow), kTraining), 5, 6);
  for (std::size_t i = 0; i < across.size(); ++i) CHECK(across[i] == Approx(down[i]));

  // A pixel to the right of the center is read at an angle from it
  std::vector<double> turns;
  for (const double height :
       pixels(changed("random_rotation", {{"factor", Node::number(0.2)}}, images(kRow), kTraining), 6, 5)) {
    turns.push_back(std::asin(height - 5) / (2 * 3.14159265358979));
  }
  check_uniform(turns, -0.2, 0.2);

  // Half of the pixels 1, half -1 but for the middle row: mean 0
  const auto balanced = images([](std::int64_t, std::int64_t y) { return y == 5 ? 0 : (y < 5 ? 1 : -1); });
  const Keys contrast = {{"factor", two(0.5, 0.25)}, {"value_range", two(-5, 5)}};
  check_uniform(pixels(changed("random_contrast", contrast, balanced, kTraining), 5, 0), 0.75, 1.5);
  const Keys up = {{"factor", Node::number(0.5)}, {"value_range", two(-5, 5)}};
  check_uniform(pixels(changed("random_contrast", up, balanced, kTraining), 5, 0), 1, 1.5);
}

TEST_CASE("random image layers say what they cannot take") {
  CHECK(shape_mistake("random_flip", {28, 28}) ==
        "random_flip needs an input (height, width, channels), got (None, 28, 28) | put {type: reshape, "
        "target_shape: [28, 28, 1]} before it");
  CHECK(layer_mistake("random_rotation", {{"factor", Node::number(1.5)}}) ==
        "'factor' must be a number of at least -1 and at most 1, or a list of two, got 1.5");
  CHECK(layer_mistake("random_zoom", {{"height_factor", Node::number(-1)}}) ==
        "'height_factor' must be a number above -1 and at most 1, or a list of two, got -1");
  CHECK(layer_mistake("random_contrast", {{"factor", Node::number(0.5)}, {"value_range", two(1, 0)}}) ==
        "'value_range' must be two numbers [least, most], the first below the second, got [1, 0]");
  CHECK(layer_mistake("random_flip", {{"mode", Node::string("sideways")}}) ==
        "'mode' must be 'horizontal', 'vertical' or 'horizontal_and_vertical', got 'sideways'");
}

}  // namespace nnctl
