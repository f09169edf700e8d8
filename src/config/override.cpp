#include "config/override.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "config/document.hpp"
#include "schema/part.hpp"

namespace nnctl::config {

using schema::Node;
using schema::Reader;

std::vector<std::string> element_names(const Node& list) {
  std::vector<std::string> names;
  std::map<std::string, int> counts;
  for (const Node& item : list.items()) {
    if (const Node* name = item.find("name"); name != nullptr && name->is_scalar()) {
      names.push_back(name->text());
      continue;
    }
    const Node* type = item.is_map() ? item.find("type") : &item;
    std::string base = type != nullptr && type->is_scalar() ? schema::snake_case(type->text()) : "layer";
    const int count = counts[base]++;
    names.push_back(count == 0 ? base : fmt::format("{}_{}", base, count));
  }
  return names;
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> steps;
  std::string step;
  char quote = 0;
  for (const char c : path) {
    if (quote != 0) {
      if (c == quote) {
        quote = 0;
      } else {
        step += c;
      }
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '.') {
      steps.push_back(std::move(step));
      step.clear();
    } else {
      step += c;
    }
  }
  steps.push_back(std::move(step));
  return steps;
}

namespace {

// The first '=' outside quotes.
std::size_t find_equals(std::string_view text) {
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quote != 0) {
      if (text[i] == quote) quote = 0;
    } else if (text[i] == '"' || text[i] == '\'') {
      quote = text[i];
    } else if (text[i] == '=') {
      return i;
    }
  }
  return std::string_view::npos;
}

std::optional<std::size_t> list_index(const Node& list, const std::string& step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error == std::errc{} && end == step.data() + step.size()) {
    if (index < list.items().size()) return index;
    return std::nullopt;
  }
  const std::vector<std::string> names = element_names(list);
  const auto found = std::ranges::find(names, step);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

// KEY=VALUE, with places in its text.
class Argument {
 public:
  /// `origin`: what the places call it, before its ordinal.
  Argument(const std::string& text, const char* origin, int ordinal, Reader& reader)
      : text_(text),
        ordinal_(ordinal),
        reader_(reader),
        source_(schema::make_source(origin, std::filesystem::path(), text, ordinal)) {}

  /// Nothing, with a complaint, when it is not KEY=VALUE.
  std::optional<std::size_t> equals(const char* form, const char* example) {
    const std::size_t equals = find_equals(text_);
    if (equals != std::string::npos && equals != 0) return equals;
    reader_.complain(at(0, text_), fmt::format("'{}' is not {}", text_, form), example);
    return std::nullopt;
  }
  Node key(std::size_t equals) const { return at(0, text_.substr(0, equals)); }
  /// Blanks in front of the value keep its columns those of the whole argument.
  Node value(std::size_t equals, const std::string& open = "", const std::string& close = "") {
    const std::string padded = std::string(equals + 1 - open.size(), ' ') + open + text_.substr(equals + 1) + close;
    Node value = parse(source_, padded, reader_);
    if (!value.source()) value.set_place(source_, ordinal_, static_cast<int>(equals) + 2);
    return value;
  }

 private:
  Node at(int column, std::string text) const {
    Node node = Node::plain(std::move(text));
    node.set_place(source_, ordinal_, column + 1);
    return node;
  }

  const std::string& text_;
  int ordinal_;
  Reader& reader_;
  std::shared_ptr<const schema::Source> source_;
};

class Assignment {
 public:
  Assignment(const Node& key, Reader& reader) : key_(key), reader_(reader) {}

  void apply(Node& root, Node value) {
    const std::vector<std::string> steps = split_path(key_.text());
    Node* node = &root;
    int offset = 0;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const bool last = i + 1 == steps.size();
      const std::string& step = steps[i];
      if (step.empty()) {
        reader_.complain(at(offset), "the key has an empty part", "parts are joined by single dots");
        return;
      }
      if (node->is_sequence()) {
        const auto index = list_index(*node, step);
        if (!index) {
          const std::vector<std::string> names = element_names(*node);
          reader_.complain(at(offset), fmt::format("no element '{}' in a list of {}", step, names.size()),
                           names.empty() ? "" : schema::name_hint(step, names));
          return;
        }
        node = &node->items()[*index];
        if (last) {
          *node = std::move(value);
          return;
        }
      } else if (last && value.is_null()) {
        node->erase(step);
      } else {
        node = &child(*node, step, offset);
        if (last) {
          *node = std::move(value);
          return;
        }
      }
      offset += static_cast<int>(step.size()) + 1;
    }
  }

 private:
  Node at(int offset, std::string text = {}) const {
    Node node = Node::plain(std::move(text));
    const Place place = key_.place();
    node.set_place(key_.source(), place.line, place.column + offset);
    return node;
  }

  // The map's value for `step`. A part written as a bare name becomes a map with that type, so that one of its
  // parameters can be set.
  Node& child(Node& node, const std::string& step, int offset) {
    if (!node.is_map()) {
      Node map = Node::map();
      if (node.is_scalar() && !node.is_null()) map.set("type", node);
      const Node here = at(offset);
      map.set_place(here.source(), here.place().line, here.place().column);
      node = std::move(map);
    }
    if (Node* found = node.find(step)) return *found;
    Node key = at(offset, step);
    Node value = at(offset);
    node.entries().push_back({std::move(key), std::move(value)});
    return node.entries().back().value;
  }

  const Node& key_;
  Reader& reader_;
};

}  // namespace

void assign(Node& root, const Node& key, Node value, Reader& reader) {
  Assignment(key, reader).apply(root, std::move(value));
}

void apply_overrides(Node& root, std::span<const std::string> overrides, Reader& reader) {
  int ordinal = 0;
  for (const std::string& text : overrides) {
    Argument argument(text, "--set", ++ordinal, reader);
    const auto equals = argument.equals("KEY=VALUE", "for example --set training.epochs=50");
    if (equals) assign(root, argument.key(*equals), argument.value(*equals), reader);
  }
}

void apply_grid(Node& root, std::span<const std::string> arguments, Reader& reader) {
  if (arguments.empty()) return;
  Node parameters = Node::map();
  int ordinal = 0;
  for (const std::string& text : arguments) {
    Argument argument(text, "argument", ++ordinal, reader);
    const auto equals = argument.equals("KEY=V1,V2,...", "for example model.layers.hidden1.units=64,128,256");
    if (!equals) continue;
    Node values = argument.value(*equals, "[", "]");
    // One map is a range
    if (values.items().size() == 1 && values.items().front().is_map()) values = Node(values.items().front());
    parameters.entries().push_back({argument.key(*equals), std::move(values)});
  }
  if (parameters.entries().empty()) return;  // what is wrong with the arguments is told
  Node* sweep = root.find("sweep");
  if (sweep == nullptr || !sweep->is_map()) sweep = &root.set("sweep", Node::map());
  sweep->erase("zip");
  sweep->set("parameters", std::move(parameters));
}

}  // namespace nnctl::config
