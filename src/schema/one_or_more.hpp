// A value that may stand alone or in a list: `axis: -1`, `axis: [1, 2]`.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/check.hpp"
#include "schema/codec.hpp"

namespace nnctl::schema {

template <class T>
struct OneOrMore {
  std::vector<T> values;  ///< never empty
  bool is_list = false;   ///< as given; one value may stand in a list too
};

/// Holds where `each` holds for every value.
template <class T>
Check<OneOrMore<T>> all_are(const Check<T>& each) {
  return {each.text,
          [each](const OneOrMore<T>& value) {
            for (const T& one : value.values) {
              if (!each.accepts(one)) return false;
            }
            return true;
          },
          Node::map()};
}

template <class T>
struct Codec<OneOrMore<T>> {
  static bool read(Reader& reader, const Node& node, std::string_view name, OneOrMore<T>& value) {
    OneOrMore<T> given;
    given.is_list = node.is_sequence();
    if (given.is_list) {
      if (!Codec<std::vector<T>>::read(reader, node, name, given.values)) return false;
    } else if (!node.is_scalar()) {
      reader.complain(node, fmt::format("'{}' must be {}, got {}", name, info().text, describe(node)));
      return false;
    } else if (!Codec<T>::read(reader, node, name, given.values.emplace_back())) {
      return false;
    }
    if (given.values.empty()) {
      reader.complain(node, fmt::format("'{}' must not be an empty list", name), fmt::format("leave out '{}'", name));
      return false;
    }
    value = std::move(given);
    return true;
  }
  static Node write(const OneOrMore<T>& value) {
    return value.is_list ? Codec<std::vector<T>>::write(value.values) : Codec<T>::write(value.values.front());
  }
  static TypeInfo info() {
    const TypeInfo one = Codec<T>::info();
    return {fmt::format("{0} or list of {0}s", one.text),
            [json = one.json](JsonDefinitions& definitions) {
              Node list = json_type("array");
              list.set("items", json(definitions));
              Node either = Node::map();
              either.set("anyOf", Node::sequence({json(definitions), std::move(list)}));
              return either;
            },
            {}};
  }
};

}  // namespace nnctl::schema
