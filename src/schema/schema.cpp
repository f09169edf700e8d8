#include "schema/schema.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/edit_distance.hpp"

namespace nnctl::schema {

const Field* AnySchema::find(std::string_view name) const {
  const auto found = std::ranges::find(fields_, name, &Field::name);
  return found == fields_.end() ? nullptr : &*found;
}

void AnySchema::read(Reader& reader, const Node& map, void* config, std::span<const std::string> elsewhere) const {
  if (!map.is_map()) {
    const auto list = std::ranges::find_if(
        fields_, [](const Field& field) { return field.required && field.type.text.starts_with("list of"); });
    reader.complain(
        map, fmt::format("{} must be a map of keys and values, got {}", where_, describe(map)),
        map.is_sequence() && list != fields_.end() ? fmt::format("write '{}:' and the list below it", list->name) : "");
    return;
  }
  std::vector<std::string> known(elsewhere.begin(), elsewhere.end());
  for (const Field& field : fields_) {
    if (!field.later) known.push_back(field.name);
  }
  std::vector<std::string> meant;  // by keys that are misspelt: one message each is enough
  for (const Entry& entry : map.entries()) {
    const std::string& name = entry.key.text();
    if (std::ranges::find(elsewhere, name) != elsewhere.end()) continue;
    const Field* field = find(name);
    if (field == nullptr) {
      meant.push_back(nearest_name(name, known));
      reader.complain_unknown_key(entry.key, where_, known);
    } else if (field->later) {
      reader.complain_unavailable(entry.key, fmt::format("'{}' in {}", name, where_));
    } else {
      field->read(reader, entry.value, config);
    }
  }
  for (const Field& field : fields_) {
    const bool misspelt = std::ranges::find(meant, field.name) != meant.end();
    if (field.required && map.find(field.name) == nullptr && !misspelt) {
      reader.complain(map, fmt::format("{} needs '{}'", where_, field.name),
                      fmt::format("add '{}: ...': {}", field.name, field.text));
    }
  }
}

Node AnySchema::write(const void* config) const {
  Node map = Node::map();
  for (const Field& field : fields_) {
    if (!field.later) map.set(field.name, field.write(config));
  }
  return map;
}

namespace {

void collect_places(const AnySchema& schema, std::string_view name, const std::string& prefix, int depth,
                    std::vector<std::string>& places) {
  constexpr int kDeepest = 4;  // data.target, training.optimizer, model.layers[]; parts may contain each other
  if (depth > kDeepest) return;
  for (const Field& field : schema.fields()) {
    if (field.name == name) {
      const std::string place = prefix.empty() ? "top level" : prefix;
      if (std::ranges::find(places, place) == places.end()) places.push_back(place);
    }
    if (!field.type.nested) continue;
    const std::string path = prefix.empty() ? field.name : prefix + "." + field.name;
    for (const AnySchema* nested : field.type.nested()) collect_places(*nested, name, path, depth + 1, places);
  }
}

}  // namespace

std::vector<std::string> places_of_key(const AnySchema& root, std::string_view name) {
  std::vector<std::string> places;
  collect_places(root, name, "", 0, places);
  return places;
}

}  // namespace nnctl::schema
