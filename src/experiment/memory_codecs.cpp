// YAML forms of how much memory data may take, and of where tables are kept to be read again.
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "experiment/data_block.hpp"
#include "experiment/written_path.hpp"
#include "schema/number_with_unit.hpp"

namespace nnctl::schema {

using data::CacheConfig;
using data::MemoryConfig;

namespace {

constexpr std::array<Unit, 8> kUnits = {{{"KiB", 1024.0},
                                         {"MiB", 1048576.0},
                                         {"GiB", 1073741824.0},
                                         {"TiB", 1099511627776.0},
                                         {"kB", 1e3},
                                         {"MB", 1e6},
                                         {"GB", 1e9},
                                         {"TB", 1e12}}};
constexpr double kMost = 1e15;

std::optional<double> bytes_in(const Node& node) {
  if (!node.is_scalar() || node.is_null()) return {};
  if (const auto bytes = as_integer(node)) return static_cast<double>(*bytes);
  const auto bytes = number_in_units(node.text(), kUnits);
  return bytes ? std::optional(std::floor(*bytes)) : std::nullopt;
}

}  // namespace

bool Codec<MemoryConfig>::read(Reader& reader, const Node& node, std::string_view name, MemoryConfig& value) {
  const auto bytes = bytes_in(node);
  if (!bytes) {
    reader.complain(node, fmt::format("'{}' must be a size in memory, got {}", name, describe(node)),
                    "write it as 512MB, 2GB or 1.5GiB");
    return false;
  }
  if (!(*bytes >= static_cast<double>(MemoryConfig::kLeast)) || *bytes > kMost) {
    reader.complain(node, fmt::format("'{}' must be from 1MB to 1000TB, got {}", name, node.text()));
    return false;
  }
  value.bytes = static_cast<std::int64_t>(*bytes);
  return true;
}

Node Codec<MemoryConfig>::write(const MemoryConfig& value) {
  for (const std::int64_t unit : {1'000'000'000, 1'000'000}) {
    if (value.bytes % unit == 0) {
      return Node::string(fmt::format("{}{}", value.bytes / unit, unit == 1'000'000 ? "MB" : "GB"));
    }
  }
  return Node::integer(value.bytes);
}

TypeInfo Codec<MemoryConfig>::info() {
  return {"a size such as 512MB",
          [](JsonDefinitions&) {
            Node bytes = json_type("integer");
            bytes.set("minimum", Node::integer(MemoryConfig::kLeast));
            Node text = json_type("string");
            text.set("pattern", Node::string("^[0-9.eE+-]+ *(kB|MB|GB|TB|KiB|MiB|GiB|TiB)$"));
            Node any = Node::map();
            any.set("anyOf", Node::sequence({std::move(bytes), std::move(text)}));
            return any;
          },
          {}};
}

bool Codec<CacheConfig>::read(Reader& reader, const Node& node, std::string_view name, CacheConfig& value) {
  std::string text;
  // YAML's `off` is a string here (1.2), but `false` is what it means
  if (const auto flag = as_bool(node); flag && !*flag) {
    value = {CacheConfig::Use::kOff, {}};
    return true;
  }
  if (!Codec<std::string>::read(reader, node, name, text)) return false;
  if (text == "auto" || text == "off") {
    value = {text == "off" ? CacheConfig::Use::kOff : CacheConfig::Use::kAuto, {}};
    return true;
  }
  if (text.empty()) {
    reader.complain(node, fmt::format("'{}' must be auto, off or a folder, got an empty text", name));
    return false;
  }
  value = {CacheConfig::Use::kAlways, experiment::written_path(node, text)};
  return true;
}

Node Codec<CacheConfig>::write(const CacheConfig& value) {
  if (value.use == CacheConfig::Use::kAlways) return Node::string(value.directory.string());
  return Node::string(value.use == CacheConfig::Use::kOff ? "off" : "auto");
}

TypeInfo Codec<CacheConfig>::info() { return scalar_info("auto, off or a folder", "string"); }

}  // namespace nnctl::schema
