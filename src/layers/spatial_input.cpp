#include "layers/spatial_input.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "layers/layer.hpp"

namespace nnctl {

namespace {

/// The side of a square image with `channels` that has `size` values, or 0.
std::int64_t side_of_square(std::int64_t size, std::int64_t channels) {
  const auto side = static_cast<std::int64_t>(std::llround(std::sqrt(static_cast<double>(size / channels))));
  return side > 1 && side * side * channels == size ? side : 0;
}

std::string reshape_before(const std::string& target) {
  return fmt::format("put {{type: reshape, target_shape: [{}]}} before it", target);
}

std::string image_cure(const Shape& input) {
  if (input.rank() == 2) return reshape_before(fmt::format("{}, {}, 1", input[0], input[1]));
  if (input.rank() == 1) {
    for (const std::int64_t channels : {1, 3}) {
      if (const std::int64_t side = side_of_square(input[0], channels); side > 0) {
        return reshape_before(fmt::format("{}, {}, {}", side, side, channels));
      }
    }
  }
  return reshape_before("height, width, channels");
}

std::string sequence_cure(const Shape& input) {
  if (input.rank() == 1) return reshape_before(fmt::format("{}, 1", input[0]));
  if (input.rank() == 3) return reshape_before(fmt::format("{}, {}", input[0] * input[1], input[2]));
  return reshape_before("steps, features");
}

[[noreturn]] void refuse(const std::string& layer, const char* axes, const Shape& input, std::string cure) {
  throw ShapeMismatch(fmt::format("{} needs an input {}, got {}", layer, axes, to_string_with_batch(input)),
                      std::move(cure));
}

}  // namespace

void require_sequence(const std::string& layer, const Shape& input) {
  if (input.rank() != 2) refuse(layer, "(steps, features)", input, sequence_cure(input));
}

void require_image(const std::string& layer, const Shape& input) {
  if (input.rank() != 3) refuse(layer, "(height, width, channels)", input, image_cure(input));
}

void require_outputs(const std::string& layer, const std::string& key, const std::vector<PlacedWindow>& axes) {
  if (std::ranges::all_of(axes, [](const PlacedWindow& axis) { return axis.geometry.outputs >= 1; })) return;
  std::vector<std::int64_t> reaches;
  std::vector<std::int64_t> inputs;
  bool is_dilated = false;
  for (const PlacedWindow& axis : axes) {
    reaches.push_back(axis.window.reach());
    inputs.push_back(axis.inputs);
    is_dilated = is_dilated || axis.window.reach() != axis.window.size;
  }
  throw ShapeMismatch(
      fmt::format("{}: a window of {}{} does not fit into an input of {}", layer, fmt::join(reaches, " x "),
                  is_dilated ? " (dilated)" : "", fmt::join(inputs, " x ")),
      fmt::format("make {}{} smaller, or write padding: same", key, is_dilated ? " or dilation_rate" : ""));
}

}  // namespace nnctl
