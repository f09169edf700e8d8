// Flow-style YAML of a tree, for defaults in help, examples and short maps of a resolved config.
#include <fmt/format.h>

#include "schema/render.hpp"
#include "schema/scalar.hpp"

namespace nnctl::schema {

namespace {

// A string that YAML would read as something else, or not at all, goes in double quotes.
bool needs_quotes(const std::string& text) {
  if (text.empty() || !is_string(Node::plain(text))) return true;
  if (text.front() == ' ' || text.back() == ' ') return true;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@`").find(text.front()) != std::string_view::npos) return true;
  if (text.find(": ") != std::string::npos || text.find(" #") != std::string::npos || text.back() == ':') return true;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return true;
    if (std::string_view("[]{},").find(c) != std::string_view::npos) return true;
  }
  return false;
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      result += c;
    }
  }
  return result + '"';
}

}  // namespace

std::string flow_text(const Node& node) {
  switch (node.kind()) {
    case Node::Kind::kNull:
      return "null";
    case Node::Kind::kScalar:
      if (!node.quoted()) return node.text().empty() ? "null" : node.text();
      return needs_quotes(node.text()) ? quoted(node.text()) : node.text();
    case Node::Kind::kSequence: {
      std::string text = "[";
      for (const Node& item : node.items()) {
        if (text.size() > 1) text += ", ";
        text += flow_text(item);
      }
      return text + "]";
    }
    case Node::Kind::kMap: {
      std::string text = "{";
      for (const Entry& entry : node.entries()) {
        if (text.size() > 1) text += ", ";
        text += flow_text(Node::string(entry.key.text())) + ": " + flow_text(entry.value);
      }
      return text + "}";
    }
  }
  return {};
}

}  // namespace nnctl::schema
