// Parts that a config chooses by `type`: layers, activations, losses, ... Each kind has one registry, an explicit list;
// each part one PartType that declares everything about it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "schema/codec.hpp"
#include "schema/schema.hpp"

namespace nnctl::schema {

/// Keras's class name in snake case: MaxPooling2D -> max_pooling2d (keras/src/utils/naming.py).
std::string snake_case(std::string_view name);

/// Complains of a `name` at `at` that a user gave a part of `kind` and that paths and files could not hold.
void check_name(Reader& reader, const Node& at, const std::string& name, std::string_view kind);

/// What is said of a part, without its interface type.
struct PartInfo {
  std::string name;        ///< "max_pooling2d"
  std::string keras_name;  ///< "MaxPooling2D": accepted too
  std::string text;        ///< one or two sentences
  std::vector<std::string> aliases;
  std::shared_ptr<const AnySchema> fields;
  std::vector<std::string> example_yaml;
};

/// Interface must have `static constexpr const char* kKind` ("layer") and a type `Example` with a member `yaml`.
template <class Interface>
struct PartType {
  PartInfo info;
  std::shared_ptr<const void> defaults;
  std::shared_ptr<void> (*copy)(const void* config) = nullptr;
  std::unique_ptr<Interface> (*make)(const void* config) = nullptr;
  std::vector<typename Interface::Example> examples;
};

/// Part must be constructible from Config. `aliases` are other accepted names beside keras_name.
template <class Part, class Interface, class Config>
PartType<Interface> part_type(std::string name, std::string keras_name, std::string text, Schema<Config> fields,
                              std::vector<typename Interface::Example> examples,
                              std::vector<std::string> aliases = {}) {
  PartType<Interface> type;
  type.info = {std::move(name),
               std::move(keras_name),
               std::move(text),
               std::move(aliases),
               std::make_shared<const Schema<Config>>(std::move(fields)),
               {}};
  for (const auto& example : examples) type.info.example_yaml.push_back(example.yaml);
  type.defaults = std::make_shared<const Config>();
  type.copy = [](const void* config) -> std::shared_ptr<void> {
    return std::make_shared<Config>(*static_cast<const Config*>(config));
  };
  type.make = [](const void* config) -> std::unique_ptr<Interface> {
    return std::make_unique<Part>(*static_cast<const Config*>(config));
  };
  type.examples = std::move(examples);
  return type;
}

/// A kind of part, without its interface type.
struct RegistryInfo {
  std::string kind;                    ///< "layer"
  std::vector<const PartInfo*> parts;  ///< in the order of the list
  std::vector<std::string> later;      ///< Keras's other parts of this kind, not in the list yet
  const AnySchema* common = nullptr;   ///< keys that every part of this kind has beside its own; may be null

  /// By name, Keras's name or alias; null when unknown.
  const PartInfo* find(std::string_view name) const;
  bool is_later(std::string_view name) const;
  std::vector<std::string> names() const;
};

template <class Interface>
struct Registry {
  RegistryInfo info;
  std::vector<const PartType<Interface>*> types;

  explicit Registry(std::vector<const PartType<Interface>*> list, std::vector<std::string> later = {},
                    const AnySchema* common = nullptr)
      : types(std::move(list)) {
    info.kind = Interface::kKind;
    info.common = common;
    for (const auto* type : types) info.parts.push_back(&type->info);
    for (std::string& name : later) {
      if (info.find(name) == nullptr) info.later.push_back(std::move(name));
    }
  }

  const PartType<Interface>* find(std::string_view name) const {
    const PartInfo* found = info.find(name);
    for (const auto* type : types) {
      if (&type->info == found) return type;
    }
    return nullptr;
  }
};

/// The registry of a kind: each kind's registry.cpp specialises it.
template <class Interface>
const Registry<Interface>& registry();

/// A chosen part with its config; a value type.
template <class Interface>
class PartConfig {
 public:
  PartConfig() = default;  ///< none chosen
  PartConfig(const PartType<Interface>& type, std::shared_ptr<const void> config)
      : type_(&type), config_(std::move(config)) {}
  /// The part `name` with its defaults.
  static PartConfig named(std::string_view name) {
    const PartType<Interface>* type = registry<Interface>().find(name);
    NNCTL_ASSERT(type != nullptr, fmt::format("no part '{}'", name));
    return PartConfig(*type, type->defaults);
  }

  explicit operator bool() const { return type_ != nullptr; }
  const PartType<Interface>& type() const { return *type_; }
  const std::string& name() const { return type_->info.name; }
  const void* config() const { return config_.get(); }
  std::unique_ptr<Interface> make() const {
    NNCTL_ASSERT(type_ != nullptr, "no part was chosen");
    return type_->make(config_.get());
  }

 private:
  const PartType<Interface>* type_ = nullptr;
  std::shared_ptr<const void> config_;
};

/// The `type` of a part given as a bare string or in a map: null after a complaint.
const PartInfo* read_part_type(Reader& reader, const Node& node, std::string_view name, const RegistryInfo& registry);
TypeInfo part_info(const char* kind, const RegistryInfo& (*registry)());
/// {type: NAME, ...} with every field, or the bare name of a part that has none.
Node write_part(const PartInfo& info, const void* config);

/// Reads a part; the kind's common keys are left to the caller.
template <class Interface>
bool read_part(Reader& reader, const Node& node, std::string_view name, PartConfig<Interface>& value) {
  const PartInfo* info = read_part_type(reader, node, name, registry<Interface>().info);
  if (info == nullptr) return false;
  const PartType<Interface>& type = *registry<Interface>().find(info->name);
  std::shared_ptr<void> config = type.copy(type.defaults.get());
  const std::size_t before = reader.diagnostics().size();
  std::vector<std::string> elsewhere = {"type"};
  if (const AnySchema* common = registry<Interface>().info.common) {
    for (const Field& field : common->fields()) elsewhere.push_back(field.name);
  }
  if (node.is_map()) {
    info->fields->read(reader, node, config.get(), elsewhere);
  } else {
    for (const Field& field : info->fields->fields()) {
      if (field.required) {
        reader.complain(node, fmt::format("{} needs '{}'", info->fields->where(), field.name),
                        fmt::format("write {{type: {}, {}: ...}}", info->name, field.name));
      }
    }
  }
  if (reader.diagnostics().size() != before) return false;
  value = PartConfig<Interface>(type, std::move(config));
  return true;
}

template <class Interface>
struct Codec<PartConfig<Interface>> {
  static bool read(Reader& reader, const Node& node, std::string_view name, PartConfig<Interface>& value) {
    if (node.is_null()) return true;  // the default, which may be none
    return read_part(reader, node, name, value);
  }
  static Node write(const PartConfig<Interface>& value) {
    return value ? write_part(value.type().info, value.config()) : Node();
  }
  static TypeInfo info() {
    return part_info(
        Interface::kKind, +[]() -> const RegistryInfo& { return registry<Interface>().info; });
  }
};

}  // namespace nnctl::schema
