#include "tensor/shape.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/assert.hpp"

namespace nnctl {

Shape::Shape(std::initializer_list<std::int64_t> dims) : Shape(std::span(dims.begin(), dims.size())) {}

Shape::Shape(std::span<const std::int64_t> dims) : rank_(static_cast<int>(dims.size())) {
  NNCTL_ASSERT(dims.size() <= kMaxRank, "shape has too many axes");
  std::copy(dims.begin(), dims.end(), dims_.begin());
}

std::int64_t Shape::num_elements() const {
  std::int64_t product = 1;
  for (const std::int64_t size : dims()) product *= size;
  return product;
}

Shape Shape::with_last(std::int64_t size) const {
  NNCTL_ASSERT(rank_ > 0, "a scalar has no last axis");
  Shape result = *this;
  result.dims_[static_cast<std::size_t>(rank_ - 1)] = size;
  return result;
}

bool operator==(const Shape& a, const Shape& b) { return std::ranges::equal(a.dims(), b.dims()); }

std::string to_string(const Shape& shape) {
  if (shape.rank() == 1) return fmt::format("({},)", shape[0]);
  return fmt::format("({})", fmt::join(shape.dims(), ", "));
}

std::string to_string_with_batch(const Shape& shape) {
  std::string text = "(None";
  for (const std::int64_t size : shape.dims()) text += fmt::format(", {}", size);
  return text + (shape.rank() == 0 ? ",)" : ")");
}

}  // namespace nnctl
