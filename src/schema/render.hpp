// What is printed from the declarations: help, reference pages, JSON Schema.
#pragma once

#include <string>
#include <vector>

#include "schema/codec.hpp"

namespace nnctl::schema {

struct RegistryInfo;
struct PartInfo;

/// {type: object, properties: ..., additionalProperties: false}
Node json_schema_of(const AnySchema& schema, JsonDefinitions& definitions);
/// A reference to the definition of the kind: a bare name or a map with `type`.
Node json_schema_of(const RegistryInfo& registry, JsonDefinitions& definitions);
/// A whole document for editors; `title` and `id` as JSON Schema draft-07 has them.
Node json_schema_document(const AnySchema& root, const std::string& title);

/// Markdown sections. `level` is the heading's depth.
std::string markdown_of(const AnySchema& schema, const std::string& heading, int level);
std::string markdown_of(const RegistryInfo& registry);

/// Plain text within 80 columns, for `nnctl help`.
std::string help_of(const AnySchema& schema, const std::string& heading);
std::string help_of(const PartInfo& part, const std::string& kind);
std::string help_of(const RegistryInfo& registry);

/// One line of YAML in flow style: {type: adam, learning_rate: 0.001}.
std::string flow_text(const Node& node);

}  // namespace nnctl::schema
