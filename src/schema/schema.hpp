// The fields of a config struct, declared once: from a Schema come reading with all mistakes reported, `nnctl help`,
// the reference pages, the JSON Schema and the resolved config. Defaults live in the struct and nowhere else.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/check.hpp"
#include "schema/codec.hpp"
#include "schema/node.hpp"
#include "schema/reader.hpp"

namespace nnctl::schema {

/// One key of a struct, with the struct's type erased.
struct Field {
  std::string name;
  std::string text;  ///< one or two sentences for the reference
  bool required = false;
  bool later = false;      ///< in the grammar, not yet available
  TypeInfo type;           ///< empty for a later field
  std::string range_text;  ///< ">= 1"; may be empty
  Node range_json = Node::map();
  Node default_value;  ///< null for a required field
  std::function<void(Reader&, const Node&, void* config)> read;
  std::function<Node(const void* config)> write;
};

class AnySchema {
 public:
  AnySchema(std::string where, std::string text) : where_(std::move(where)), text_(std::move(text)) {}
  virtual ~AnySchema() = default;
  AnySchema(const AnySchema&) = default;
  AnySchema& operator=(const AnySchema&) = delete;

  /// What messages call the map: "layer 'dense'", "'training'".
  const std::string& where() const { return where_; }
  const std::string& text() const { return text_; }
  const std::vector<Field>& fields() const { return fields_; }
  const Field* find(std::string_view name) const;

  /// Reads `map` into the struct at `config`. Keys in `elsewhere` belong to the caller and are passed over.
  void read(Reader& reader, const Node& map, void* config, std::span<const std::string> elsewhere = {}) const;
  /// Every available field, defaults included, in declared order.
  Node write(const void* config) const;

 protected:
  std::vector<Field> fields_;

 private:
  std::string where_;
  std::string text_;
};

/// Paths below `root` ("training.epochs", "training.optimizer.learning_rate") whose last key is `name`.
std::vector<std::string> places_of_key(const AnySchema& root, std::string_view name);

template <class Config>
class Schema final : public AnySchema {
 public:
  using AnySchema::AnySchema;

  template <class T>
  Schema& field(std::string name, T Config::*member, std::string text, Check<T> check = {}) {
    add(
        std::move(name), [member](auto& config) -> auto& { return config.*member; }, std::move(text), std::move(check),
        false);
    return *this;
  }

  /// A key whose value is a member of a member: a group of fields that several structs share.
  template <class Group, class T>
  Schema& field(std::string name, Group Config::*group, T Group::*member, std::string text, Check<T> check = {}) {
    add(
        std::move(name), [ group, member ](auto& config) -> auto& { return config.*group.*member; }, std::move(text),
        std::move(check), false);
    return *this;
  }

  /// A key that must be given.
  template <class T>
  Schema& required(std::string name, T Config::*member, std::string text, Check<T> check = {}) {
    add(
        std::move(name), [member](auto& config) -> auto& { return config.*member; }, std::move(text), std::move(check),
        true);
    return *this;
  }

  /// A key of the grammar whose feature comes in a later release.
  Schema& later(std::string name, std::string text) {
    Field field;
    field.name = std::move(name);
    field.text = std::move(text);
    field.later = true;
    fields_.push_back(std::move(field));
    return *this;
  }

 private:
  /// `value_of` gives a Config's value, const or not.
  template <class T, class ValueOf>
  void add(std::string name, ValueOf value_of, std::string text, Check<T> check, bool required) {
    Field field;
    field.name = name;
    field.text = std::move(text);
    field.required = required;
    field.type = Codec<T>::info();
    field.range_text = check.text;
    field.range_json = check.json_schema;
    if (!required) {
      const Config defaults{};
      field.default_value = Codec<T>::write(value_of(defaults));
    }
    field.read = [name, value_of, check](Reader& reader, const Node& node, void* config) {
      T value = value_of(*static_cast<const Config*>(config));
      if (!Codec<T>::read(reader, node, name, value)) return;
      if (check.accepts && !check.accepts(value)) {
        reader.complain(node, fmt::format("'{}' must be {}, got {}", name, check.text, printed(node)));
        return;
      }
      value_of(*static_cast<Config*>(config)) = std::move(value);
    };
    field.write = [value_of](const void* config) {
      return Codec<T>::write(value_of(*static_cast<const Config*>(config)));
    };
    fields_.push_back(std::move(field));
  }
};

}  // namespace nnctl::schema
