#include "schema/node.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace nnctl::schema {

namespace {

template <class Entries>
auto find_entry(Entries& entries, std::string_view key) {
  return std::find_if(entries.begin(), entries.end(), [&](const Entry& entry) { return entry.key.text() == key; });
}

}  // namespace

Node::Node() = default;
Node::Node(const Node&) = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(const Node&) = default;
Node& Node::operator=(Node&&) noexcept = default;
Node::~Node() = default;

Node Node::string(std::string text) {
  Node node = plain(std::move(text));
  node.quoted_ = true;
  return node;
}

Node Node::plain(std::string text) {
  Node node;
  node.kind_ = Kind::kScalar;
  node.text_ = std::move(text);
  return node;
}

Node Node::number(double value) {
  if (value != value) return plain(".nan");
  if (value > 1.7976931348623157e308) return plain(".inf");
  if (value < -1.7976931348623157e308) return plain("-.inf");
  return plain(fmt::format("{}", value));
}

Node Node::integer(std::int64_t value) { return plain(fmt::format("{}", value)); }

Node Node::boolean(bool value) { return plain(value ? "true" : "false"); }

Node Node::sequence(std::vector<Node> items) {
  Node node;
  node.kind_ = Kind::kSequence;
  node.items_ = std::move(items);
  return node;
}

Node Node::map() {
  Node node;
  node.kind_ = Kind::kMap;
  return node;
}

bool Node::is_null() const {
  if (kind_ == Kind::kNull) return true;
  return kind_ == Kind::kScalar && !quoted_ &&
         (text_.empty() || text_ == "~" || text_ == "null" || text_ == "Null" || text_ == "NULL");
}

const Node* Node::find(std::string_view key) const {
  const auto found = find_entry(entries_, key);
  return found == entries_.end() ? nullptr : &found->value;
}

Node* Node::find(std::string_view key) {
  const auto found = find_entry(entries_, key);
  return found == entries_.end() ? nullptr : &found->value;
}

Node& Node::set(std::string_view key, Node value) {
  kind_ = Kind::kMap;
  if (Node* old = find(key)) {
    *old = std::move(value);
    return *old;
  }
  entries_.push_back({plain(std::string(key)), std::move(value)});
  return entries_.back().value;
}

void Node::erase(std::string_view key) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.key.text() == key; });
}

void Node::set_place(std::shared_ptr<const Source> source, int line, int column) {
  source_ = std::move(source);
  line_ = line;
  column_ = column;
}

Place Node::place() const {
  if (!source_) return {};
  return {source_->name, line_, column_};
}

std::string Node::excerpt() const {
  if (!source_) return {};
  const int index = line_ - source_->first_line;
  if (index < 0 || index >= static_cast<int>(source_->lines.size())) return {};
  return source_->lines[static_cast<std::size_t>(index)];
}

std::string describe(const Node& node) {
  if (node.is_null()) return "nothing";
  if (node.is_sequence()) return "a list";
  if (node.is_map()) return "a map";
  constexpr std::size_t kLongest = 60;
  if (node.text().size() > kLongest) return fmt::format("'{}...'", node.text().substr(0, kLongest));
  return fmt::format("'{}'", node.text());
}

}  // namespace nnctl::schema
