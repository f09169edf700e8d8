#include "data/array_conversion.hpp"

#include <algorithm>
#include <type_traits>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "data/cell_text.hpp"
#include "kernels/bytes.hpp"

namespace nnctl::data {
namespace {

// Integers that a float cannot hold go by double.
template <typename T>
void convert(const T* from, std::int64_t size, double divisor, Real* to) {
  using Wide = std::conditional_t<sizeof(T) <= 2 || std::is_same_v<T, float>, Real, double>;
  const auto by = static_cast<Wide>(divisor);
  if (divisor == 1.0) {
    for (std::int64_t i = 0; i < size; ++i) to[i] = static_cast<Real>(from[i]);
  } else {
    for (std::int64_t i = 0; i < size; ++i) to[i] = static_cast<Real>(static_cast<Wide>(from[i]) / by);
  }
}

}  // namespace

void convert_row(ElementType type, const std::byte* elements, std::int64_t size, double divisor, Real* features) {
  // the rule for pictures, and the one that has to keep up with a small net
  if (type == ElementType::kUint8 && divisor == 255.0) {
    kernels::unit_bytes(size, reinterpret_cast<const std::uint8_t*>(elements), features);
    return;
  }
  visit_elements(type, elements, [&](const auto* typed) { convert(typed, size, divisor, features); });
}

bool is_finite_row(const ArrayHeader& header, const std::byte* elements) {
  return visit_elements(header.type, elements, [&](const auto* typed) {
    if constexpr (std::is_floating_point_v<std::remove_cvref_t<decltype(*typed)>>) {
      const auto fits = [](auto value) { return to_real(static_cast<double>(value)).has_value(); };
      return std::all_of(typed, typed + header.row_size(), fits);
    } else {
      return true;
    }
  });
}

void fail_not_finite(const std::string& file, std::int64_t row) {
  throw UserError(Fault::kData,
                  {{.place = {.file = file},
                    .message = fmt::format("row {} holds a value that is no finite 32-bit number", row + 1),
                    .hint = "correct the data",
                    .excerpt = {}}});
}

}  // namespace nnctl::data
