#include "layers/window.hpp"

#include <algorithm>

#include "schema/foreign_names.hpp"

namespace nnctl::schema {

namespace {

/// "an integer >= 1 or a list of 2"
std::string expected(std::int64_t least, std::size_t axes) {
  return fmt::format("integer >= {} or a list of {}", least, axes);
}

}  // namespace

bool read_extents(Reader& reader, const Node& node, std::string_view name, std::int64_t least,
                  std::span<std::int64_t> sizes) {
  const auto complain = [&](const std::string& got) {
    reader.complain(node, fmt::format("'{}' must be an {}, got {}", name, expected(least, sizes.size()), got),
                    whole_advice(node));
    return false;
  };
  const auto size_of = [](const Node& one) { return one.is_scalar() ? as_integer(one) : std::nullopt; };
  const std::vector<Node> items = node.is_sequence() ? node.items() : std::vector<Node>(sizes.size(), node);
  if (items.size() != sizes.size()) return complain(fmt::format("a list of {}", items.size()));
  for (std::size_t axis = 0; axis < items.size(); ++axis) {
    const std::optional<std::int64_t> size = size_of(items[axis]);
    if (!size || *size < least) {
      const std::string where = node.is_sequence() ? fmt::format(" as item {}", axis) : "";
      return complain(printed(items[axis]) + where);
    }
    if (*size > kMaxExtent) {
      reader.complain(node, fmt::format("'{}' must be at most {}, got {}", name, kMaxExtent, *size));
      return false;
    }
    sizes[axis] = *size;
  }
  return true;
}

Node write_extents(std::span<const std::int64_t> sizes) {
  if (std::ranges::all_of(sizes, [&](std::int64_t size) { return size == sizes[0]; })) return Node::integer(sizes[0]);
  Node list = Node::sequence();
  for (const std::int64_t size : sizes) list.append(Node::integer(size));
  return list;
}

TypeInfo extents_info(std::int64_t least, std::size_t axes) {
  return {expected(least, axes),
          [least, axes](JsonDefinitions&) {
            Node one = json_type("integer");
            one.set("minimum", Node::integer(least));
            one.set("maximum", Node::integer(kMaxExtent));
            Node list = json_type("array");
            list.set("items", one);
            list.set("minItems", Node::integer(static_cast<std::int64_t>(axes)));
            list.set("maxItems", Node::integer(static_cast<std::int64_t>(axes)));
            Node either = Node::map();
            either.set("anyOf", Node::sequence({std::move(one), std::move(list)}));
            return either;
          },
          {}};
}

}  // namespace nnctl::schema
