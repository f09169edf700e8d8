// YAML forms of column types: in `columns` by name or pattern, in `defaults` by type.
#include <algorithm>

#include <fmt/format.h>

#include "experiment/data_block.hpp"
#include "schema/render.hpp"

namespace nnctl::schema {

using data::ColumnDefaults;
using data::ColumnMap;
using data::ColumnType;
using data::ColumnTypeConfig;

namespace {

// The type that a map without 'type' means: the first that has all its keys, else number, whose reader complains.
const std::string& type_with_keys(const Node& map) {
  const auto& parts = registry<ColumnType>().info.parts;
  for (const PartInfo* part : parts) {
    const bool has_all = std::ranges::all_of(
        map.entries(), [&](const Entry& entry) { return part->fields->find(entry.key.text()) != nullptr; });
    if (has_all) return part->name;
  }
  return parts.front()->name;
}

TypeInfo map_of_types(std::string text, Node (*value_json)(JsonDefinitions&)) {
  return {std::move(text),
          [value_json](JsonDefinitions& definitions) {
            Node map = json_type("object");
            map.set("additionalProperties", value_json(definitions));
            return map;
          },
          Codec<ColumnTypeConfig>::info().nested};
}

}  // namespace

bool Codec<ColumnMap>::read(Reader& reader, const Node& node, std::string_view name, ColumnMap& value) {
  if (!node.is_map()) {
    reader.complain(node, fmt::format("'{}' must be a map from column names, got {}", name, describe(node)));
    return false;
  }
  bool good = true;
  for (const Entry& entry : node.entries()) {
    Node typed = entry.value;
    if (typed.is_map() && typed.find("type") == nullptr) typed.set("type", Node::string(type_with_keys(typed)));
    ColumnTypeConfig type;
    if (read_part(reader, typed, entry.key.text(), type)) {
      value.list.emplace_back(entry.key.text(), std::move(type));
    } else {
      good = false;
    }
  }
  return good;
}

Node Codec<ColumnMap>::write(const ColumnMap& value) {
  Node map = Node::map();
  for (const auto& [name, type] : value.list) map.set(name, Codec<ColumnTypeConfig>::write(type));
  return map;
}

TypeInfo Codec<ColumnMap>::info() {
  return map_of_types("map from column names or patterns to column types", [](JsonDefinitions& definitions) {
    Node forms = Node::sequence({Codec<ColumnTypeConfig>::info().json(definitions)});
    for (const PartInfo* part : registry<ColumnType>().info.parts) {
      forms.append(json_schema_of(*part->fields, definitions));
    }
    Node any = Node::map();
    any.set("anyOf", std::move(forms));
    return any;
  });
}

bool Codec<ColumnDefaults>::read(Reader& reader, const Node& node, std::string_view name, ColumnDefaults& value) {
  const Registry<ColumnType>& types = registry<ColumnType>();
  if (!node.is_map()) {
    reader.complain(
        node, fmt::format("'{}' must be a map such as {{number: {{scale: none}}}}, got {}", name, describe(node)));
    return false;
  }
  const std::size_t before = reader.diagnostics().size();
  for (const Entry& entry : node.entries()) {
    const PartType<ColumnType>* type = types.find(entry.key.text());
    if (type == nullptr) {
      reader.complain_unknown_key(entry.key, fmt::format("'{}'", name), types.info.names());
      continue;
    }
    if (entry.value.is_null()) continue;
    if (!entry.value.is_map()) {
      reader.complain(entry.value,
                      fmt::format("'{}' must be a map of options, got {}", entry.key.text(), describe(entry.value)));
      continue;
    }
    const std::shared_ptr<void> config = type->copy(type->defaults.get());
    type->info.fields->read(reader, entry.value, config.get());
    value.by_type[type->info.name] = ColumnTypeConfig(*type, config);
  }
  return reader.diagnostics().size() == before;
}

Node Codec<ColumnDefaults>::write(const ColumnDefaults& value) {
  Node map = Node::map();
  for (const PartType<ColumnType>* type : registry<ColumnType>().types) {
    const auto own = value.by_type.find(type->info.name);
    map.set(type->info.name,
            type->info.fields->write(own == value.by_type.end() ? type->defaults.get() : own->second.config()));
  }
  return map;
}

TypeInfo Codec<ColumnDefaults>::info() {
  return {"map from column types to their options",
          [](JsonDefinitions& definitions) {
            Node properties = Node::map();
            for (const PartInfo* part : registry<ColumnType>().info.parts) {
              properties.set(part->name, json_schema_of(*part->fields, definitions));
            }
            Node map = json_type("object");
            map.set("properties", std::move(properties));
            map.set("additionalProperties", Node::boolean(false));
            return map;
          },
          Codec<ColumnTypeConfig>::info().nested};
}

}  // namespace nnctl::schema
