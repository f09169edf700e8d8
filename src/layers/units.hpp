// How many numbers a layer puts out for one input vector: given, or left to the experiment (`units: auto`).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "layers/layer.hpp"

namespace nnctl {

struct Units {
  std::optional<std::int64_t> value;  ///< >= 1; none: auto
};

/// True for a layer whose `units` is still `auto`: its plan() would be an InternalError.
bool wants_units(const LayerPartConfig& layer);

/// `layer` with `units` in place of `auto`. Only where wants_units(); units >= 1.
LayerPartConfig with_units(const LayerPartConfig& layer, std::int64_t units);

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Codec<Units> {
  static bool read(Reader& reader, const Node& node, std::string_view name, Units& value);
  static Node write(const Units& value);
  static TypeInfo info();
};

}  // namespace nnctl::schema
