#include "layers/units.hpp"

#include <limits>

#include "schema/foreign_names.hpp"

namespace nnctl::schema {

namespace {

// A kernel of (inputs, units) must be countable in 64 bits.
constexpr std::int64_t kMaxUnits = std::numeric_limits<std::int32_t>::max();

}  // namespace

bool Codec<Units>::read(Reader& reader, const Node& node, std::string_view name, Units& value) {
  if (node.is_scalar() && node.text() == "auto") {
    value.value.reset();
    return true;
  }
  const std::optional<std::int64_t> given = as_integer(node);
  if (!given || *given < 1) {
    reader.complain(node, fmt::format("'{}' must be an integer >= 1 or 'auto', got {}", name, printed(node)),
                    whole_advice(node));
    return false;
  }
  if (*given > kMaxUnits) {
    reader.complain(node, fmt::format("'{}' must be at most {}, got {}", name, kMaxUnits, printed(node)));
    return false;
  }
  value.value = given;
  return true;
}

Node Codec<Units>::write(const Units& value) { return value.value ? Node::integer(*value.value) : Node::plain("auto"); }

TypeInfo Codec<Units>::info() {
  return {"integer >= 1 or 'auto'",
          [](JsonDefinitions&) {
            Node integer = json_type("integer");
            integer.set("minimum", Node::integer(1));
            integer.set("maximum", Node::integer(kMaxUnits));
            Node automatic = Node::map();
            automatic.set("const", Node::string("auto"));
            Node either = Node::map();
            either.set("anyOf", Node::sequence({std::move(integer), std::move(automatic)}));
            return either;
          },
          {}};
}

}  // namespace nnctl::schema
