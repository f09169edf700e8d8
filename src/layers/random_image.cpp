#include "layers/random_image.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "layers/spatial_input.hpp"

namespace nnctl {

LayerPlan RandomImage::plan(const TensorSpec& input) const {
  require_image(name_, input.shape);
  LayerPlan plan;
  plan.output = input;
  return plan;
}

ImageChance RandomImage::chance(const LayerContext& context, std::int64_t row) const {
  const auto words = stream_.of(context).words(context.step, static_cast<std::uint64_t>(context.first_row + row));
  ImageChance chance{};
  std::ranges::transform(words, chance.begin(), [](std::uint32_t word) { return RandomStream::uniform(word); });
  return chance;
}

void RandomImage::forward(const ForwardCall& call) const {
  const std::int64_t size = call.input.num_elements();
  if (!call.context.training) {
    std::copy_n(call.x, call.rows * size, call.y);
    return;
  }
  for (std::int64_t row = 0; row < call.rows; ++row) {
    change(chance(call.context, row), call.input.shape, call.x + row * size, call.y + row * size);
  }
}

void RandomImage::backward(const BackwardCall& call) const {
  if (call.dx == nullptr) return;
  const std::int64_t size = call.input.num_elements();
  if (!call.context.training) {
    std::copy_n(call.dy, call.rows * size, call.dx);
    return;
  }
  for (std::int64_t row = 0; row < call.rows; ++row) {
    const std::int64_t first = row * size;
    change_backward(chance(call.context, row), call.input.shape, call.x + first, call.dy + first, call.dx + first);
  }
}

Range range_of(const Factor& factor) {
  if (!factor.is_list) return {-std::abs(factor.values.front()), std::abs(factor.values.front())};
  const auto [low, high] = std::ranges::minmax(factor.values);
  return {low, high};
}

schema::Check<Factor> factor_check(double low, bool takes_low) {
  return {fmt::format("a number {} {} and at most 1, or a list of two", takes_low ? "of at least" : "above", low),
          [low, takes_low](const Factor& factor) {
            if (factor.is_list && factor.values.size() != 2) return false;
            return std::ranges::all_of(factor.values,
                                       [&](double v) { return (takes_low ? v >= low : v > low) && v <= 1; });
          },
          schema::Node::map()};
}

}  // namespace nnctl
