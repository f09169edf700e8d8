// A parsed config as a tree in which every value knows its place. YAML text is config/'s business; the same tree,
// built by the program, is what resolved configs, JSON Schemas and summaries are printed from.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "schema/source.hpp"

namespace nnctl::schema {

struct Entry;

class Node {
 public:
  enum class Kind { kNull, kScalar, kSequence, kMap };

  Node();  ///< null
  // Defined where Entry is complete: clang instantiates the members' destructors otherwise.
  Node(const Node&);
  Node(Node&&) noexcept;
  Node& operator=(const Node&);
  Node& operator=(Node&&) noexcept;
  ~Node();
  /// A string value, never read as anything else.
  static Node string(std::string text);
  /// A plain scalar: what YAML 1.2's core schema makes of it.
  static Node plain(std::string text);
  static Node number(double value);  ///< shortest text that reads back the same
  static Node integer(std::int64_t value);
  static Node boolean(bool value);
  static Node sequence(std::vector<Node> items = {});
  static Node map();

  Kind kind() const { return kind_; }
  bool is_null() const;  ///< no value, or the plain scalars ~, null, Null, NULL and ''
  bool is_scalar() const { return kind_ == Kind::kScalar; }
  bool is_sequence() const { return kind_ == Kind::kSequence; }
  bool is_map() const { return kind_ == Kind::kMap; }

  const std::string& text() const { return text_; }  ///< of a scalar
  bool quoted() const { return quoted_; }            ///< a scalar that can only be a string

  const std::vector<Node>& items() const { return items_; }
  std::vector<Node>& items() { return items_; }
  const std::vector<Entry>& entries() const { return entries_; }
  std::vector<Entry>& entries() { return entries_; }

  /// The value of `key`, or null when there is none (the first, when there are several).
  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  /// Replaces or appends.
  Node& set(std::string_view key, Node value);
  void erase(std::string_view key);
  void append(Node item) { items_.push_back(std::move(item)); }

  void set_place(std::shared_ptr<const Source> source, int line, int column);
  const std::shared_ptr<const Source>& source() const { return source_; }
  /// File, line and column; empty for a node the program made.
  Place place() const;
  /// The source line it stands on.
  std::string excerpt() const;

 private:
  Kind kind_ = Kind::kNull;
  bool quoted_ = false;
  int line_ = 0;
  int column_ = 0;
  std::string text_;
  std::vector<Node> items_;
  std::vector<Entry> entries_;
  std::shared_ptr<const Source> source_;
};

/// One `key: value` of a map; the key has a place of its own.
struct Entry {
  Node key;
  Node value;
};

/// What a message calls a value: "'abc'", "a list", "a map", "nothing".
std::string describe(const Node& node);

}  // namespace nnctl::schema
