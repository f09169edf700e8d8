// A layer inside another: the part and a name for its weights. The other keys that layers share belong to the outer
// one.
#pragma once

#include <optional>
#include <string>

#include "layers/layer.hpp"

namespace nnctl {

struct InnerLayer {
  LayerPartConfig part;  ///< none: not given
  std::optional<std::string> name;

  explicit operator bool() const { return static_cast<bool>(part); }
  /// Its own, or Keras's automatic one: "lstm".
  std::string weight_name() const;
};

/// `parameters` under the inner layer's name: "dense/kernel".
void add_inner_parameters(const std::string& name, std::span<const ParameterSpec> parameters, LayerPlan& plan);

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Codec<InnerLayer> {
  static bool read(Reader& reader, const Node& node, std::string_view name, InnerLayer& value);
  static Node write(const InnerLayer& value);
  static TypeInfo info() { return Codec<LayerPartConfig>::info(); }
};

}  // namespace nnctl::schema
