#include "schema/part.hpp"

#include <algorithm>
#include <cctype>

#include "schema/foreign_names.hpp"
#include "schema/render.hpp"

namespace nnctl::schema {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

bool is_name(const std::string& name) {
  if (name.empty() || (!std::isalpha(static_cast<unsigned char>(name.front())) && name.front() != '_')) return false;
  for (const char c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '-') return false;
  }
  return true;
}

}  // namespace

void check_name(Reader& reader, const Node& at, const std::string& name, std::string_view kind) {
  if (is_name(name)) return;
  reader.complain(at, fmt::format("'{}' cannot name a {}", name, kind),
                  "a letter or '_' first, then letters, digits, '_' and '-'");
}

std::string snake_case(std::string_view name) {
  const auto is_upper = [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; };
  const auto is_lower = [](char c) { return std::islower(static_cast<unsigned char>(c)) != 0; };
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (is_upper(c) && i > 0 && result.back() != '_') {
      const bool starts_word = i + 1 < name.size() && is_lower(name[i + 1]);
      if (starts_word || is_lower(name[i - 1])) result += '_';
    }
    result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return result;
}

const PartInfo* RegistryInfo::find(std::string_view name) const {
  for (const PartInfo* part : parts) {
    if (name == part->name || name == part->keras_name) return part;
    if (std::ranges::find(part->aliases, name) != part->aliases.end()) return part;
  }
  return nullptr;
}

bool RegistryInfo::is_later(std::string_view name) const {
  // Keras's class spelling differs from the snake case one in case and underscores only
  const auto plain = [](std::string_view text) {
    std::string result = lower(text);
    std::erase(result, '_');
    return result;
  };
  return std::ranges::any_of(later, [&](const std::string& known) { return plain(known) == plain(name); });
}

std::vector<std::string> RegistryInfo::names() const {
  std::vector<std::string> result;
  for (const PartInfo* part : parts) result.push_back(part->name);
  return result;
}

const PartInfo* read_part_type(Reader& reader, const Node& node, std::string_view name, const RegistryInfo& registry) {
  const Node* type = &node;
  if (node.is_map()) {
    type = node.find("type");
    if (type == nullptr) {
      std::vector<std::string> names = registry.names();
      std::string hint = fmt::format("add 'type: ...', for example 'type: {}'", names.front());
      // {dense: {units: 3}} and {Dense: 64} are how other tools spell it
      if (!node.entries().empty() && registry.find(node.entries().front().key.text()) != nullptr) {
        hint = fmt::format("write {{type: {}, ...}}", registry.find(node.entries().front().key.text())->name);
      }
      reader.complain(node, fmt::format("'{}' needs a 'type' that names the {}", name, registry.kind), hint);
      return nullptr;
    }
  }
  if (!type->is_scalar() || type->is_null()) {
    reader.complain(*type, fmt::format("'{}' must be the name of a {} or a map with 'type', got {}", name,
                                       registry.kind, describe(*type)));
    return nullptr;
  }
  if (const PartInfo* found = registry.find(type->text())) return found;
  if (registry.is_later(type->text())) {
    reader.complain_unavailable(*type, fmt::format("{} '{}'", registry.kind, type->text()));
    return nullptr;
  }
  std::vector<std::string> spellings = registry.names();
  std::string hint = name_hint(type->text(), spellings);
  for (const PartInfo* part : registry.parts) {
    for (const std::string& alias : part->aliases) {
      if (lower(alias) == lower(type->text())) hint = fmt::format("did you mean '{}'?", alias);
    }
  }
  if (std::string advice = part_advice(type->text(), registry); !advice.empty()) hint = std::move(advice);
  reader.complain(*type, fmt::format("unknown {} '{}'", registry.kind, type->text()), hint);
  return nullptr;
}

TypeInfo part_info(const char* kind, const RegistryInfo& (*registry)()) {
  TypeInfo info;
  info.text = kind;
  info.json = [registry](JsonDefinitions& definitions) { return json_schema_of(registry(), definitions); };
  info.nested = [registry] {
    std::vector<const AnySchema*> schemas;
    for (const PartInfo* part : registry().parts) schemas.push_back(part->fields.get());
    if (registry().common != nullptr) schemas.push_back(registry().common);
    return schemas;
  };
  return info;
}

Node write_part(const PartInfo& info, const void* config) {
  Node fields = info.fields->write(config);
  if (fields.entries().empty()) return Node::string(info.name);
  Node map = Node::map();
  map.set("type", Node::string(info.name));
  for (Entry& entry : fields.entries()) map.set(entry.key.text(), std::move(entry.value));
  return map;
}

}  // namespace nnctl::schema
