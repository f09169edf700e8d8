// Plain text for a terminal of 80 columns, and Markdown for docs/reference, from the same declarations.
#include <fmt/format.h>

#include "schema/part.hpp"
#include "schema/render.hpp"
#include "schema/schema.hpp"

namespace nnctl::schema {

namespace {

constexpr std::size_t kWidth = 80;

std::string wrapped(std::string_view text, std::size_t indent) {
  std::string result;
  std::string line(indent, ' ');
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (line.size() > indent && line.size() + 1 + word.size() > kWidth) {
      result += line + '\n';
      line.assign(indent, ' ');
    }
    if (line.size() > indent) line += ' ';
    line += word;
  }
  return result + line + '\n';
}

std::string default_text(const Field& field) { return field.required ? "required" : flow_text(field.default_value); }

std::string range_suffix(const Field& field) { return field.range_text.empty() ? "" : ", " + field.range_text; }

std::string fields_help(const AnySchema& schema) {
  std::string text;
  for (const Field& field : schema.fields()) {
    if (field.later) continue;
    const std::string shown_default =
        field.required ? "required" : fmt::format("default {}", flow_text(field.default_value));
    text += wrapped(fmt::format("{}  ({}{}; {})", field.name, field.type.text, range_suffix(field), shown_default), 2);
    text += wrapped(field.text, 6);
  }
  std::vector<std::string> later;
  for (const Field& field : schema.fields()) {
    if (field.later) later.push_back(field.name);
  }
  if (!later.empty()) text += wrapped(fmt::format("Not available yet: {}.", fmt::join(later, ", ")), 2);
  return text;
}

std::string cell(std::string text) {
  std::size_t at = 0;
  while ((at = text.find('|', at)) != std::string::npos) {
    text.insert(at, "\\");
    at += 2;
  }
  return text;
}

std::string fields_table(const AnySchema& schema) {
  if (schema.fields().empty()) return "No parameters.\n";
  std::string text = "| key | type | default | meaning |\n| --- | --- | --- | --- |\n";
  for (const Field& field : schema.fields()) {
    if (field.later) {
      text += fmt::format("| `{}` | | | {} *Not available yet.* |\n", field.name, cell(field.text));
    } else {
      text += fmt::format("| `{}` | {}{} | {} | {} |\n", field.name, cell(field.type.text), cell(range_suffix(field)),
                          field.required ? "required" : fmt::format("`{}`", default_text(field)), cell(field.text));
    }
  }
  return text;
}

std::string spellings(const PartInfo& part) {
  std::vector<std::string> names = part.aliases;
  if (part.keras_name != part.name) names.insert(names.begin(), part.keras_name);  // what is not Keras's has one name
  return names.empty() ? "" : fmt::format(" Also written `{}`.", fmt::join(names, "`, `"));
}

}  // namespace

std::string help_of(const AnySchema& schema, const std::string& heading) {
  return heading + "\n" + wrapped(schema.text(), 2) + "\n" + fields_help(schema);
}

std::string help_of(const PartInfo& part, const std::string& kind) {
  std::string text = fmt::format("{} '{}'\n", kind, part.name) + wrapped(part.text, 2) + "\n";
  text += fields_help(*part.fields);
  for (const std::string& example : part.example_yaml) {
    text += fmt::format("  example: {}\n", example.empty() || example == "{}" ? part.name : example);
  }
  return text;
}

std::string help_of(const RegistryInfo& registry) {
  std::string text;
  for (const PartInfo* part : registry.parts) {
    text += fmt::format("  {}\n", part->name);
    text += wrapped(part->text, 6);
  }
  if (registry.common != nullptr) {
    text += fmt::format("\n  every {} also has:\n", registry.kind) + fields_help(*registry.common);
  }
  if (!registry.later.empty())
    text += wrapped(fmt::format("Not available yet: {}.", fmt::join(registry.later, ", ")), 2);
  return text;
}

std::string markdown_of(const AnySchema& schema, const std::string& heading, int level) {
  return fmt::format("{} {}\n\n{}\n\n{}\n", std::string(static_cast<std::size_t>(level), '#'), heading, schema.text(),
                     fields_table(schema));
}

std::string markdown_of(const RegistryInfo& registry) {
  std::string text;
  if (registry.common != nullptr) {
    text += fmt::format("## Keys of every {}\n\n{}\n", registry.kind, fields_table(*registry.common));
  }
  for (const PartInfo* part : registry.parts) {
    text += fmt::format("## {}\n\n{}{}\n\n{}\n", part->name, part->text, spellings(*part), fields_table(*part->fields));
    if (part->example_yaml.empty()) continue;
    text += "```yaml\n";
    for (const std::string& example : part->example_yaml) text += fmt::format("- {}\n", example);
    text += "```\n\n";
  }
  if (!registry.later.empty()) {
    text += fmt::format("Not available yet: {}.\n", fmt::join(registry.later, ", "));
  }
  return text;
}

}  // namespace nnctl::schema
