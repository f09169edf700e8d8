// Writes a tree as a YAML file that people read and diff: block style outside, flow style for what fits on a line.
#include <fmt/format.h>

#include "config/document.hpp"
#include "schema/render.hpp"

namespace nnctl::config {

using schema::Entry;
using schema::flow_text;
using schema::Node;

namespace {

constexpr std::size_t kWidth = 100;

bool has_children(const Node& node) { return !node.items().empty() || !node.entries().empty(); }

// A map of maps stays in block style even when it is short: one line a section reads better.
bool is_leafy(const Node& node) {
  for (const Entry& entry : node.entries()) {
    if (has_children(entry.value) && entry.value.is_map()) return false;
  }
  return true;
}

bool fits_flow(const Node& node, std::size_t indent, bool in_sequence) {
  if (!has_children(node)) return true;
  if (node.is_map() && !in_sequence && indent == 0) return false;
  if (!in_sequence && !is_leafy(node)) return false;
  for (const Node& item : node.items()) {
    if (item.is_map()) return false;
  }
  return indent + flow_text(node).size() <= kWidth;
}

void emit(const Node& node, std::size_t indent, bool in_sequence, std::string& out) {
  const std::string pad(indent, ' ');
  if (node.is_map()) {
    bool first = true;
    for (const Entry& entry : node.entries()) {
      if (!(first && in_sequence)) out += pad;
      first = false;
      const std::string key = flow_text(Node::string(entry.key.text()));
      if (!has_children(entry.value) || (indent > 0 && fits_flow(entry.value, indent + key.size() + 2, false))) {
        out += fmt::format("{}: {}\n", key, flow_text(entry.value));
      } else {
        out += key + ":\n";
        emit(entry.value, indent + 2, false, out);
      }
    }
    return;
  }
  for (const Node& item : node.items()) {
    out += pad + "- ";
    if (item.is_map() && !fits_flow(item, indent + 2, true)) {
      emit(item, indent + 2, true, out);
    } else {
      out += flow_text(item) + "\n";
    }
  }
}

}  // namespace

std::string to_yaml(const Node& root) {
  if (!root.is_map()) return flow_text(root) + "\n";
  std::string text;
  emit(root, 0, false, text);
  return text;
}

}  // namespace nnctl::config
