#include "layers/inner_layer.hpp"

#include <fmt/format.h>

#include "layers/common.hpp"
#include "layers/units.hpp"

namespace nnctl {

std::string InnerLayer::weight_name() const { return name.value_or(schema::snake_case(part.type().info.keras_name)); }

void add_inner_parameters(const std::string& name, std::span<const ParameterSpec> parameters, LayerPlan& plan) {
  for (ParameterSpec parameter : parameters) {
    parameter.name = fmt::format("{}/{}", name, parameter.name);
    plan.parameters.push_back(std::move(parameter));
  }
}

}  // namespace nnctl

namespace nnctl::schema {

bool Codec<InnerLayer>::read(Reader& reader, const Node& node, std::string_view name, InnerLayer& value) {
  if (node.is_null()) return true;
  const std::size_t before = reader.diagnostics().size();
  InnerLayer inner;
  read_part(reader, node, name, inner.part);
  if (node.is_map()) {
    for (const Entry& entry : node.entries()) {
      if (entry.key.text() == "name") {
        Codec<std::optional<std::string>>::read(reader, entry.value, "name", inner.name);
        if (inner.name) check_name(reader, entry.value, *inner.name, "layer");
      } else if (LayerCommon::schema().find(entry.key.text()) != nullptr) {
        reader.complain(entry.key, fmt::format("'{}' cannot be set on a layer inside another", entry.key.text()),
                        "set it on the outer layer");
      }
    }
  }
  if (inner.part && wants_units(inner.part)) {
    reader.complain(node, "'units: auto' is for the model's last layer, not for a layer inside another",
                    "write the number of units");
  }
  if (reader.diagnostics().size() != before) return false;
  value = std::move(inner);
  return true;
}

Node Codec<InnerLayer>::write(const InnerLayer& value) {
  if (!value) return {};
  const Node part = write_part(value.part.type().info, value.part.config());
  if (!value.name) return part;
  Node map = Node::map();
  if (part.is_map()) {
    map = part;
  } else {
    map.set("type", part);
  }
  map.set("name", Node::string(*value.name));
  return map;
}

}  // namespace nnctl::schema
