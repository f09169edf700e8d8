// JSON Schema (draft-07), which editors complete and check config files with.
#include "schema/part.hpp"
#include "schema/render.hpp"
#include "schema/schema.hpp"

namespace nnctl::schema {

namespace {

Node described(Node json, const std::string& text) {
  if (!text.empty()) json.set("description", Node::string(text));
  return json;
}

Node field_schema(const Field& field, JsonDefinitions& definitions) {
  if (field.later) return described(Node::map(), field.text + " (not available yet)");
  Node json = field.type.json(definitions);
  for (const Entry& entry : field.range_json.entries()) json.set(entry.key.text(), entry.value);
  if (json.find("$ref") != nullptr) {  // draft-07 ignores the siblings of a $ref
    Node all = Node::map();
    all.set("allOf", Node::sequence({std::move(json)}));
    json = std::move(all);
  }
  json = described(std::move(json), field.text);
  if (!field.required) json.set("default", field.default_value);
  return json;
}

}  // namespace

Node json_schema_of(const AnySchema& schema, JsonDefinitions& definitions) {
  Node properties = Node::map();
  Node required = Node::sequence();
  for (const Field& field : schema.fields()) {
    properties.set(field.name, field_schema(field, definitions));
    if (field.required) required.append(Node::string(field.name));
  }
  Node json = described(json_type("object"), schema.text());
  json.set("properties", std::move(properties));
  if (!required.items().empty()) json.set("required", std::move(required));
  json.set("additionalProperties", Node::boolean(false));
  return json;
}

Node json_schema_of(const RegistryInfo& registry, JsonDefinitions& definitions) {
  return definitions.refer(registry.kind, [&registry](JsonDefinitions& inner) {
    Node names = Node::sequence();
    Node maps = Node::sequence();
    for (const PartInfo* part : registry.parts) {
      names.append(Node::string(part->name));
      Node spellings = Node::sequence({Node::string(part->name), Node::string(part->keras_name)});
      for (const std::string& alias : part->aliases) spellings.append(Node::string(alias));
      Node type = Node::map();
      type.set("enum", std::move(spellings));
      Node map = json_schema_of(*part->fields, inner);
      Node properties = Node::map();
      properties.set("type", std::move(type));
      for (Entry& entry : map.find("properties")->entries()) properties.set(entry.key.text(), std::move(entry.value));
      if (registry.common != nullptr) {
        const Node common = json_schema_of(*registry.common, inner);
        for (const Entry& entry : common.find("properties")->entries()) properties.set(entry.key.text(), entry.value);
      }
      map.set("properties", std::move(properties));
      Node required = Node::sequence({Node::string("type")});
      if (const Node* own = map.find("required")) {
        for (const Node& name : own->items()) required.append(name);
      }
      map.set("required", std::move(required));
      maps.append(described(std::move(map), part->text));
    }
    Node bare = Node::map();
    bare.set("enum", std::move(names));
    Node either = Node::sequence({std::move(bare)});
    for (Node& map : maps.items()) either.append(std::move(map));
    Node definition = Node::map();
    definition.set("anyOf", std::move(either));
    return definition;
  });
}

Node json_schema_document(const AnySchema& root, const std::string& title) {
  JsonDefinitions definitions;
  Node body = json_schema_of(root, definitions);
  Node document = Node::map();
  document.set("$schema", Node::string("http://json-schema.org/draft-07/schema#"));
  document.set("title", Node::string(title));
  for (Entry& entry : body.entries()) document.set(entry.key.text(), std::move(entry.value));
  Node extensions = Node::map();
  extensions.set("^x-", Node::map());
  document.set("patternProperties", std::move(extensions));
  document.set("definitions", definitions.take());
  return document;
}

}  // namespace nnctl::schema
