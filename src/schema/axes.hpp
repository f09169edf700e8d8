// Axes of a tensor in a config: one integer, or a list of different ones.
#pragma once

#include <cstdint>
#include <vector>

#include "schema/codec.hpp"

namespace nnctl::schema {

struct Axes {
  std::vector<std::int64_t> values;  ///< at least one
};

template <>
struct Codec<Axes> {
  static bool read(Reader& reader, const Node& node, std::string_view name, Axes& value);
  /// One axis is written as an integer.
  static Node write(const Axes& value);
  static TypeInfo info();
};

}  // namespace nnctl::schema
