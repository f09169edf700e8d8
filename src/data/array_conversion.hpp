// Elements of an array's row as features.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "data/array.hpp"
#include "tensor/real.hpp"

namespace nnctl::data {

/// `size` elements, each over `divisor`, as Keras's users write it: x.astype("float32") / 255, rounded once.
void convert_row(ElementType type, const std::byte* elements, std::int64_t size, double divisor, Real* features);

/// Whether every element is a number that a Real can hold.
bool is_finite_row(const ArrayHeader& header, const std::byte* elements);
/// A UserError(kData) for a row, from 0, that is not.
[[noreturn]] void fail_not_finite(const std::string& file, std::int64_t row);

}  // namespace nnctl::data
