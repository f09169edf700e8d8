// Sizes along the axes of an image or of a sequence: kernel_size, pool_size, strides, ... One number stands for every
// axis, as in Keras 3.15.1, keras/src/utils/argument_validation.py (standardize_tuple).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "schema/codec.hpp"

namespace nnctl {

/// One size an axis, each >= kLeast.
template <int kAxes, std::int64_t kLeast = 1>
struct Extents {
  std::array<std::int64_t, kAxes> sizes{};

  static Extents all(std::int64_t size) {
    Extents extents;
    extents.sizes.fill(size);
    return extents;
  }
  std::int64_t operator[](int axis) const { return sizes[static_cast<std::size_t>(axis)]; }
  friend bool operator==(const Extents&, const Extents&) = default;
};

/// Steps of a sequence.
using Window1 = Extents<1>;
/// Height and width.
using Window2 = Extents<2>;
/// Height and width, 0 allowed.
using Margin2 = Extents<2, 0>;

/// The bounds of every size: products of a few of them stay countable in 64 bits.
constexpr std::int64_t kMaxExtent = 65535;

}  // namespace nnctl

namespace nnctl::schema {

/// `sizes.size()` integers, each from `least` to kMaxExtent.
bool read_extents(Reader& reader, const Node& node, std::string_view name, std::int64_t least,
                  std::span<std::int64_t> sizes);
/// One number when all are the same.
Node write_extents(std::span<const std::int64_t> sizes);
TypeInfo extents_info(std::int64_t least, std::size_t axes);

template <int kAxes, std::int64_t kLeast>
struct Codec<Extents<kAxes, kLeast>> {
  static bool read(Reader& reader, const Node& node, std::string_view name, Extents<kAxes, kLeast>& value) {
    return read_extents(reader, node, name, kLeast, value.sizes);
  }
  static Node write(const Extents<kAxes, kLeast>& value) { return write_extents(value.sizes); }
  static TypeInfo info() { return extents_info(kLeast, kAxes); }
};

}  // namespace nnctl::schema
