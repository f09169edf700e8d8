#include "schema/codec.hpp"

#include <algorithm>
#include <cctype>

#include "base/edit_distance.hpp"
#include "schema/foreign_names.hpp"
#include "schema/render.hpp"
#include "schema/schema.hpp"

namespace nnctl::schema {

Node JsonDefinitions::refer(const std::string& name, const std::function<Node(JsonDefinitions&)>& make) {
  if (definitions_.find(name) == nullptr) {
    definitions_.set(name, Node::map());  // so that a part inside itself ends here
    Node made = make(*this);
    definitions_.set(name, std::move(made));
  }
  Node reference = Node::map();
  reference.set("$ref", Node::string("#/definitions/" + name));
  return reference;
}

Node json_type(const char* name) {
  Node node = Node::map();
  node.set("type", Node::string(name));
  return node;
}

TypeInfo scalar_info(const char* text, const char* json_name) {
  return {text, [json_name](JsonDefinitions&) { return json_type(json_name); }, {}};
}

std::string printed(const Node& node) {
  constexpr std::size_t kShown = 8;
  const auto is_short = [](const Node& item) { return item.is_scalar() && item.text().size() <= kShown; };
  if (node.is_sequence() && node.items().size() <= kShown && std::ranges::all_of(node.items(), is_short)) {
    std::vector<std::string> items;
    for (const Node& item : node.items()) items.push_back(printed(item));
    return fmt::format("[{}]", fmt::join(items, ", "));
  }
  return node.is_scalar() && !node.is_null() && !node.quoted() ? node.text() : describe(node);
}

namespace {

bool complain_type(Reader& reader, const Node& node, std::string_view name, const char* expected) {
  reader.complain(node, fmt::format("'{}' must be {}, got {}", name, expected, describe(node)));
  return false;
}

}  // namespace

bool Codec<bool>::read(Reader& reader, const Node& node, std::string_view name, bool& value) {
  const auto given = as_bool(node);
  if (!given) {
    const std::string text = node.is_scalar() ? node.text() : "";
    std::string hint;
    if (text == "yes" || text == "on" || text == "Yes" || text == "On") hint = "YAML 1.2 writes 'true'";
    if (text == "no" || text == "off" || text == "No" || text == "Off") hint = "YAML 1.2 writes 'false'";
    reader.complain(node, fmt::format("'{}' must be true or false, got {}", name, describe(node)), hint);
    return false;
  }
  value = *given;
  return true;
}

bool Codec<std::int64_t>::read(Reader& reader, const Node& node, std::string_view name, std::int64_t& value) {
  const auto given = as_integer(node);
  if (!given) {
    reader.complain(node, fmt::format("'{}' must be an integer, got {}", name, describe(node)), whole_advice(node));
    return false;
  }
  value = *given;
  return true;
}

bool Codec<double>::read(Reader& reader, const Node& node, std::string_view name, double& value) {
  const auto given = as_number(node);
  if (!given) return complain_type(reader, node, name, "a number");
  value = *given;
  return true;
}

bool Codec<std::string>::read(Reader& reader, const Node& node, std::string_view name, std::string& value) {
  if (!node.is_scalar() || node.is_null()) return complain_type(reader, node, name, "a string");
  value = node.text();
  return true;
}

TypeInfo Codec<std::string>::info() {
  return {
      "string",
      [](JsonDefinitions&) {
        Node either = Node::map();
        either.set("type", Node::sequence({Node::string("string"), Node::string("number"), Node::string("boolean")}));
        return either;
      },
      {}};
}

TypeInfo choice_info(const std::vector<std::string>& names) {
  return {quoted_list(names),
          [names](JsonDefinitions&) {
            Node list = Node::sequence();
            for (const std::string& name : names) list.append(Node::string(name));
            Node node = Node::map();
            node.set("enum", std::move(list));
            return node;
          },
          {}};
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string choice_hint(const std::string& got, const std::vector<std::string>& names) {
  const std::string near = nearest_name(got, names);
  return near.empty() ? "" : fmt::format("did you mean '{}'?", near);
}

TypeInfo map_info(const AnySchema& (*schema)()) {
  return {"map", [schema](JsonDefinitions& definitions) { return json_schema_of(schema(), definitions); },
          [schema] { return std::vector<const AnySchema*>{&schema()}; }};
}

}  // namespace nnctl::schema
