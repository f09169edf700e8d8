// nnctl help [TOPIC], nnctl schema
#include <filesystem>

#include <fmt/format.h>

#include "base/file.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/topics.hpp"
#include "schema/render.hpp"

namespace nnctl::cli {

namespace {

std::string topic_list() {
  std::string text = "nnctl help TOPIC\n\nThe config file:\n  ";
  std::vector<std::string> names;
  for (const Block& block : config_blocks()) names.push_back(block.name);
  text += fmt::format("{}\n\nParts:\n  ", fmt::join(names, ", "));
  names.clear();
  for (const PartKind& kind : part_kinds()) names.push_back(kind.name);
  return text + fmt::format("{}\n\nA part or a key by its name: nnctl help dense, nnctl help batch_size\n",
                            fmt::join(names, ", "));
}

// A key of the config's blocks: where it stands and what it means.
std::string key_help(const std::string& name) {
  std::string text;
  for (const Block& block : config_blocks()) {
    const schema::Field* field = block.schema->find(name);
    if (field == nullptr) continue;
    text += fmt::format("{} ({} in '{}')\n  {}\n", name, field->later ? "not available yet" : field->type.text,
                        block.name, field->text);
    if (!field->later && !field->required)
      text += fmt::format("  default: {}\n", schema::flow_text(field->default_value));
    if (!field->range_text.empty()) text += fmt::format("  must be {}\n", field->range_text);
  }
  return text;
}

std::string help_text(const std::string& topic) {
  for (const Block& block : config_blocks()) {
    if (topic == block.name) return schema::help_of(*block.schema, topic);
  }
  std::string text;
  for (const PartKind& kind : part_kinds()) {
    if (topic == kind.name || topic == kind.registry->kind) return kind.title + "\n" + schema::help_of(*kind.registry);
    if (const schema::PartInfo* part = kind.registry->find(topic)) text += schema::help_of(*part, kind.registry->kind);
  }
  return text + key_help(topic);
}

std::vector<std::string> all_topics() {
  std::vector<std::string> topics;
  for (const Block& block : config_blocks()) {
    topics.push_back(block.name);
    for (const schema::Field& field : block.schema->fields()) topics.push_back(field.name);
  }
  for (const PartKind& kind : part_kinds()) {
    topics.push_back(kind.name);
    for (const std::string& part : kind.registry->names()) topics.push_back(part);
  }
  return topics;
}

// JSON of a tree: the schema's own numbers and booleans stay what they are.
report::Json to_json(const schema::Node& node) {
  if (node.is_sequence()) {
    report::Json list = report::Json::array();
    for (const schema::Node& item : node.items()) list.push_back(to_json(item));
    return list;
  }
  if (node.is_map()) {
    report::Json map = report::Json::object();
    for (const schema::Entry& entry : node.entries()) map[entry.key.text()] = to_json(entry.value);
    return map;
  }
  if (node.is_null()) return {};
  if (const auto value = schema::as_bool(node)) return *value;
  if (const auto value = schema::as_integer(node)) return *value;
  if (const auto value = schema::as_number(node)) return *value;
  return node.text();
}

}  // namespace

int help(const Context& context, const std::string& topic) {
  if (topic.empty()) {
    context.console.print(topic_list());
    return kOk;
  }
  const std::string text = help_text(topic);
  if (text.empty()) {
    throw UserError(Fault::kUsage, fmt::format("there is no help on '{}'", topic),
                    schema::name_hint(topic, all_topics()) + "; 'nnctl help' lists the topics");
  }
  context.console.print(text);
  return kOk;
}

int write_reference(const Context& context) {
  for (const ReferencePage& page : reference_pages()) {
    if (!context.options.output) {
      context.console.print(page.text);
    } else {
      make_directories(*context.options.output);
      write_file_atomically(std::filesystem::path(*context.options.output) / page.file, page.text, /*durable=*/false);
    }
  }
  return kOk;
}

int print_schema(const Context& context) {
  context.print_json(to_json(schema::json_schema_document(*config_blocks().front().schema, "nnctl config, version 1")));
  return kOk;
}

}  // namespace nnctl::cli
