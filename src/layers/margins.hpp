// How much is added to, or cut off, both ends of axes: padding and cropping. Keras's spellings: one number, one a side
// of a sequence, one an axis of an image, or one a side of each axis.
#pragma once

#include <array>

#include "layers/window.hpp"

namespace nnctl {

/// Before and after each axis.
template <int kAxes>
struct Margins {
  std::array<Margin2, kAxes> axes{};

  static Margins all(std::int64_t size) {
    Margins margins;
    margins.axes.fill(Margin2::all(size));
    return margins;
  }
};

}  // namespace nnctl

namespace nnctl::schema {

/// Of a sequence: a number, or [before, after].
template <>
struct Codec<Margins<1>> : Codec<Margin2> {
  static bool read(Reader& reader, const Node& node, std::string_view name, Margins<1>& value) {
    return Codec<Margin2>::read(reader, node, name, value.axes[0]);
  }
  static Node write(const Margins<1>& value) { return Codec<Margin2>::write(value.axes[0]); }
};

/// Of an image: a number, [height, width], or [[top, bottom], [left, right]].
template <>
struct Codec<Margins<2>> {
  static bool read(Reader& reader, const Node& node, std::string_view name, Margins<2>& value);
  static Node write(const Margins<2>& value);
  static TypeInfo info();
};

}  // namespace nnctl::schema
