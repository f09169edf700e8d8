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

class Override {
 public:
  Override(const std::string& text, int ordinal, Reader& reader) : text_(text), ordinal_(ordinal), reader_(reader) {}

  void apply(Node& root) {
    const std::size_t equals = find_equals(text_);
    source_ = schema::make_source("--set", std::filesystem::path(), text_, ordinal_);
    if (equals == std::string::npos || equals == 0) {
      reader_.complain(at_column(1), fmt::format("'{}' is not KEY=VALUE", text_),
                       "for example --set training.epochs=50");
      return;
    }
    const std::vector<std::string> steps = split_path(std::string_view(text_).substr(0, equals));
    Node value = parse_value(equals + 1);
    assign(root, steps, std::move(value));
  }

 private:
  Node at_column(int column) const {
    Node node = Node::plain(text_);
    node.set_place(source_, ordinal_, column);
    return node;
  }

  // Blanks in front of the value keep its columns those of the whole argument.
  Node parse_value(std::size_t offset) {
    const std::string padded = std::string(offset, ' ') + text_.substr(offset);
    Node value = parse(source_, padded, reader_);
    if (!value.source()) value.set_place(source_, ordinal_, static_cast<int>(offset) + 1);
    return value;
  }

  void assign(Node& root, const std::vector<std::string>& steps, Node value) {
    Node* node = &root;
    int column = 1;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const bool last = i + 1 == steps.size();
      const std::string& step = steps[i];
      if (step.empty()) {
        reader_.complain(at_column(column), "the key has an empty part", "parts are joined by single dots");
        return;
      }
      if (node->is_sequence()) {
        const auto index = list_index(*node, step);
        if (!index) {
          const std::vector<std::string> names = element_names(*node);
          reader_.complain(at_column(column), fmt::format("no element '{}' in a list of {}", step, names.size()),
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
        node = &child(*node, step, column);
        if (last) {
          *node = std::move(value);
          return;
        }
      }
      column += static_cast<int>(step.size()) + 1;
    }
  }

  // The map's value for `step`. A part written as a bare name becomes a map with that type, so that one of its
  // parameters can be set.
  Node& child(Node& node, const std::string& step, int column) {
    if (!node.is_map()) {
      Node map = Node::map();
      if (node.is_scalar() && !node.is_null()) map.set("type", node);
      map.set_place(source_, ordinal_, column);
      node = std::move(map);
    }
    if (Node* found = node.find(step)) return *found;
    Node key = Node::plain(step);
    key.set_place(source_, ordinal_, column);
    Node value;
    value.set_place(source_, ordinal_, column);
    node.entries().push_back({std::move(key), std::move(value)});
    return node.entries().back().value;
  }

  const std::string& text_;
  int ordinal_;
  Reader& reader_;
  std::shared_ptr<const schema::Source> source_;
};

}  // namespace

void apply_overrides(Node& root, std::span<const std::string> overrides, Reader& reader) {
  int ordinal = 0;
  for (const std::string& text : overrides) Override(text, ++ordinal, reader).apply(root);
}

}  // namespace nnctl::config
