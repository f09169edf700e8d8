// How a value of a config is read, written and described. Codec<T> is specialised for each type a field may have.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "schema/node.hpp"
#include "schema/reader.hpp"
#include "schema/scalar.hpp"

namespace nnctl::schema {

class AnySchema;

/// JSON Schema definitions shared by reference ("#/definitions/NAME"), filled while a schema is rendered.
class JsonDefinitions {
 public:
  /// Calls `make` the first time only; returns {"$ref": ...}.
  Node refer(const std::string& name, const std::function<Node(JsonDefinitions&)>& make);
  Node take() { return std::move(definitions_); }

 private:
  Node definitions_ = Node::map();
};

struct TypeInfo {
  std::string text;                                       ///< "integer", "list of strings"
  std::function<Node(JsonDefinitions&)> json;             ///< the JSON Schema of the value
  std::function<std::vector<const AnySchema*>()> nested;  ///< maps whose keys stand below this one; may be empty
};

/// {type: NAME}
Node json_type(const char* name);
TypeInfo scalar_info(const char* text, const char* json_name);

/// The value as a message quotes it: a scalar bare, others by kind.
std::string printed(const Node& node);

template <class T>
struct Codec;

template <>
struct Codec<bool> {
  static bool read(Reader& reader, const Node& node, std::string_view name, bool& value);
  static Node write(bool value) { return Node::boolean(value); }
  static TypeInfo info() { return scalar_info("true or false", "boolean"); }
};

template <>
struct Codec<std::int64_t> {
  static bool read(Reader& reader, const Node& node, std::string_view name, std::int64_t& value);
  static Node write(std::int64_t value) { return Node::integer(value); }
  static TypeInfo info() { return scalar_info("integer", "integer"); }
};

template <>
struct Codec<double> {
  static bool read(Reader& reader, const Node& node, std::string_view name, double& value);
  static Node write(double value) { return Node::number(value); }
  static TypeInfo info() { return scalar_info("number", "number"); }
};

/// Any scalar; `3` and `true` are taken as the text they are written with (class labels, column names).
template <>
struct Codec<std::string> {
  static bool read(Reader& reader, const Node& node, std::string_view name, std::string& value);
  static Node write(const std::string& value) { return Node::string(value); }
  static TypeInfo info();
};

template <class T>
struct Codec<std::optional<T>> {
  static bool read(Reader& reader, const Node& node, std::string_view name, std::optional<T>& value) {
    if (node.is_null()) {
      value.reset();
      return true;
    }
    T inner{};
    if (!Codec<T>::read(reader, node, name, inner)) return false;
    value = std::move(inner);
    return true;
  }
  static Node write(const std::optional<T>& value) { return value ? Codec<T>::write(*value) : Node(); }
  static TypeInfo info() {
    TypeInfo info = Codec<T>::info();
    info.text += " or null";
    info.json = [inner = info.json](JsonDefinitions& definitions) {
      Node either = Node::map();
      either.set("anyOf", Node::sequence({inner(definitions), json_type("null")}));
      return either;
    };
    return info;
  }
};

template <class T>
struct Codec<std::vector<T>> {
  static bool read(Reader& reader, const Node& node, std::string_view name, std::vector<T>& value) {
    if (!node.is_sequence()) {
      reader.complain(node, fmt::format("'{}' must be a {}, got {}", name, info().text, describe(node)),
                      fmt::format("write '{}: [...]'", name));
      return false;
    }
    std::vector<T> items;
    bool good = true;
    for (const Node& item : node.items()) {
      T one{};
      good = Codec<T>::read(reader, item, fmt::format("{}[{}]", name, items.size()), one) && good;
      items.push_back(std::move(one));
    }
    if (good) value = std::move(items);
    return good;
  }
  static Node write(const std::vector<T>& value) {
    Node list = Node::sequence();
    for (const T& item : value) list.append(Codec<T>::write(item));
    return list;
  }
  static TypeInfo info() {
    TypeInfo item = Codec<T>::info();
    const bool is_list = item.text.starts_with("list of ");  // "list of lists of strings"
    return {is_list ? "list of lists" + item.text.substr(4) : fmt::format("list of {}s", item.text),
            [inner = item.json](JsonDefinitions& definitions) {
              Node list = json_type("array");
              list.set("items", inner(definitions));
              return list;
            },
            item.nested};
  }
};

TypeInfo choice_info(const std::vector<std::string>& names);
/// "did you mean 'x'?", or nothing.
std::string choice_hint(const std::string& got, const std::vector<std::string>& names);

/// One name out of a fixed list. Specialise `Choices<E>` with
///   static const std::vector<Choice<E>>& all();
///   static constexpr bool kAnyCase = true;  // where Keras takes "SAME" for "same"
template <class E>
struct Choice {
  const char* name;
  E value;
  bool later = false;  ///< in the grammar, not yet available
};

template <class E>
struct Choices;

bool equal_ignoring_case(std::string_view a, std::string_view b);

template <class E>
requires std::is_enum_v<E>
struct Codec<E> {
  static bool read(Reader& reader, const Node& node, std::string_view name, E& value) {
    std::vector<std::string> names;
    for (const Choice<E>& choice : Choices<E>::all()) {
      if (node.is_scalar() && is_name(node.text(), choice.name)) {
        if (choice.later) {
          reader.complain_unavailable(node, fmt::format("'{}: {}'", name, choice.name));
          return false;
        }
        value = choice.value;
        return true;
      }
      if (!choice.later) names.emplace_back(choice.name);
    }
    const std::string got = node.is_scalar() ? node.text() : "";
    reader.complain(node, fmt::format("'{}' must be {}, got {}", name, quoted_list(names), describe(node)),
                    choice_hint(got, names));
    return false;
  }
  static Node write(E value) {
    for (const Choice<E>& choice : Choices<E>::all()) {
      if (choice.value == value) return Node::string(choice.name);
    }
    return {};
  }
  static TypeInfo info() {
    std::vector<std::string> names;
    for (const Choice<E>& choice : Choices<E>::all()) {
      if (!choice.later) names.emplace_back(choice.name);
    }
    return choice_info(names);
  }

 private:
  static bool is_name(const std::string& text, const char* name) {
    if constexpr (requires { Choices<E>::kAnyCase; }) return equal_ignoring_case(text, name);
    return text == name;
  }
};

/// A struct that declares `static const Schema<T>& schema()`.
template <class T>
concept HasSchema = requires {
  T::schema().fields();
};

TypeInfo map_info(const AnySchema& (*schema)());

template <HasSchema T>
struct Codec<T> {
  static bool read(Reader& reader, const Node& node, std::string_view, T& value) {
    // Keys that read well are kept beside those that do not: later checks then find the rest of the mistakes.
    T fresh{};
    T::schema().read(reader, node, &fresh);
    value = std::move(fresh);
    return true;
  }
  static Node write(const T& value) { return T::schema().write(&value); }
  static TypeInfo info() {
    return map_info(+[]() -> const AnySchema& { return T::schema(); });
  }
};

}  // namespace nnctl::schema
