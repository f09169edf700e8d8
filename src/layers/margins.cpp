#include "layers/margins.hpp"

#include <algorithm>

namespace nnctl::schema {

bool Codec<Margins<2>>::read(Reader& reader, const Node& node, std::string_view name, Margins<2>& value) {
  const bool has_pairs = node.is_sequence() && node.items().size() == 2 &&
                         std::ranges::any_of(node.items(), [](const Node& item) { return item.is_sequence(); });
  if (!has_pairs) {
    Margin2 sizes;
    if (!Codec<Margin2>::read(reader, node, name, sizes)) return false;
    value.axes = {Margin2::all(sizes[0]), Margin2::all(sizes[1])};
    return true;
  }
  bool good = true;
  for (std::size_t axis = 0; axis < 2; ++axis) {
    good =
        Codec<Margin2>::read(reader, node.items()[axis], fmt::format("{}[{}]", name, axis), value.axes[axis]) && good;
  }
  return good;
}

Node Codec<Margins<2>>::write(const Margins<2>& value) {
  const auto& [height, width] = value.axes;
  if (height[0] == height[1] && width[0] == width[1]) {
    return Codec<Margin2>::write({{height[0], width[0]}});
  }
  return Node::sequence({Codec<Margin2>::write(height), Codec<Margin2>::write(width)});
}

TypeInfo Codec<Margins<2>>::info() {
  TypeInfo one = Codec<Margin2>::info();
  return {one.text + ", or of 2 such lists",
          [inner = one.json](JsonDefinitions& definitions) {
            Node list = json_type("array");
            list.set("items", inner(definitions));
            list.set("minItems", Node::integer(2));
            list.set("maxItems", Node::integer(2));
            Node either = Node::map();
            either.set("anyOf", Node::sequence({inner(definitions), std::move(list)}));
            return either;
          },
          {}};
}

}  // namespace nnctl::schema
