// A shape without its batch axis: {64}, {28, 28, 1}. The scalar shape {} has one element.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>

namespace nnctl {

class Shape {
 public:
  static constexpr int kMaxRank = 8;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> dims);
  explicit Shape(std::span<const std::int64_t> dims);

  int rank() const { return rank_; }
  /// Size of axis `axis`; negative axes count from the end.
  std::int64_t operator[](int axis) const { return dims_[static_cast<std::size_t>(axis < 0 ? axis + rank_ : axis)]; }
  std::span<const std::int64_t> dims() const { return {dims_.data(), static_cast<std::size_t>(rank_)}; }
  /// Product of the axes; 1 for rank 0.
  std::int64_t num_elements() const;
  Shape with_last(std::int64_t size) const;

  friend bool operator==(const Shape& a, const Shape& b);

 private:
  std::array<std::int64_t, kMaxRank> dims_{};
  int rank_ = 0;
};

/// "(128, 10)"; one axis is "(64,)", as Python and Keras print it.
std::string to_string(const Shape& shape);
/// "(None, 64)": the same with the batch axis in front.
std::string to_string_with_batch(const Shape& shape);

}  // namespace nnctl
