#include "layers/noise.hpp"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "layers/strided_axes.hpp"

namespace nnctl {

schema::Check<NoiseShape> noise_shape_check() {
  return {"sizes >= 1 or null for each axis, the first, of the batch, null or 1",
          [](const NoiseShape& shape) {
            if (!shape) return true;
            if (shape->empty() || shape->front().value_or(1) != 1) return false;
            return std::ranges::all_of(*shape, [](const auto& size) { return size.value_or(1) >= 1; });
          },
          schema::Node::map()};
}

// Box and Muller, 1958: two uniform numbers, the first never 0, make two normal ones.
FourReals normal_numbers(const FourWords& words) {
  FourReals result{};
  for (std::size_t i = 0; i < 4; i += 2) {
    const double radius = std::sqrt(-2 * std::log((static_cast<double>(words[i]) + 1) * 0x1p-32));
    const double angle = 2 * std::numbers::pi * static_cast<double>(words[i + 1]) * 0x1p-32;
    result[i] = static_cast<Real>(radius * std::cos(angle));
    result[i + 1] = static_cast<Real>(radius * std::sin(angle));
  }
  return result;
}

void Noise::check(std::string_view layer, const Shape& input) const {
  if (!shape_) return;
  const auto rank = static_cast<int>(shape_->size()) - 1;
  if (rank != input.rank()) {
    throw ShapeMismatch(fmt::format("{} has a 'noise_shape' of {} axes for its input {}", layer, shape_->size(),
                                    to_string_with_batch(input)),
                        fmt::format("give it {} sizes, the batch's first", input.rank() + 1));
  }
  for (int axis = 0; axis < rank; ++axis) {
    const std::int64_t given = size(input, axis);
    if (given == 1 || given == input[axis]) continue;
    throw ShapeMismatch(fmt::format("{} has {} in 'noise_shape' for an axis of {} in its input {}", layer, given,
                                    input[axis], to_string_with_batch(input)),
                        "write 1 where the axis shares one decision, null where it does not");
  }
}

std::int64_t Noise::size(const Shape& input, int axis) const {
  return (*shape_)[static_cast<std::size_t>(axis) + 1].value_or(input[axis]);
}

std::int64_t Noise::num_drawn(const Shape& input) const {
  if (!shape_) return input.num_elements();
  std::int64_t count = 1;
  for (int axis = 0; axis < input.rank(); ++axis) count *= size(input, axis);
  return count;
}

void Noise::spread(const Shape& input, const Real* noise, Real* out) const {
  std::int64_t stride = num_drawn(input);
  StridedAxes axes;
  for (int axis = 0; axis < input.rank(); ++axis) {
    const std::int64_t own = size(input, axis);
    stride /= own;
    axes.add(input[axis], own == 1 ? 0 : stride);
  }
  axes.for_each(0, 0, [&](std::int64_t i, std::int64_t from) { out[i] = noise[from]; });
}

}  // namespace nnctl
