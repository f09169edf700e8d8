#include "schema/axes.hpp"

#include <algorithm>

namespace nnctl::schema {

bool Codec<Axes>::read(Reader& reader, const Node& node, std::string_view name, Axes& value) {
  Axes axes;
  bool good = node.is_sequence() || as_integer(node);
  if (const auto one = as_integer(node)) axes.values = {*one};
  if (node.is_sequence()) {
    for (const Node& item : node.items()) {
      const auto axis = as_integer(item);
      good = good && axis;
      if (good) axes.values.push_back(*axis);
    }
    good = good && !axes.values.empty();
  }
  if (!good) {
    reader.complain(node, fmt::format("'{}' must be an axis or a list of axes, got {}", name, printed(node)),
                    fmt::format("write '{}: 1' or '{}: [1, 2]'", name, name));
    return false;
  }
  std::vector<std::int64_t> sorted = axes.values;
  std::ranges::sort(sorted);
  if (const auto twice = std::ranges::adjacent_find(sorted); twice != sorted.end()) {
    reader.complain(node, fmt::format("'{}' names axis {} twice", name, *twice), "name each axis once");
    return false;
  }
  value = std::move(axes);
  return true;
}

Node Codec<Axes>::write(const Axes& value) {
  if (value.values.size() == 1) return Node::integer(value.values.front());
  return Codec<std::vector<std::int64_t>>::write(value.values);
}

TypeInfo Codec<Axes>::info() {
  return {"integer or list of integers",
          [](JsonDefinitions&) {
            Node list = json_type("array");
            list.set("items", json_type("integer"));
            Node either = Node::map();
            either.set("anyOf", Node::sequence({json_type("integer"), std::move(list)}));
            return either;
          },
          {}};
}

}  // namespace nnctl::schema
