// YAML forms of sources and targets: each may be a short scalar or a longer map.
#include <fmt/format.h>

#include "experiment/data_block.hpp"
#include "schema/either.hpp"

namespace nnctl::schema {

using data::SourceConfig;
using data::TargetConfig;

namespace {

struct TargetMap {
  std::optional<std::string> column;
  data::TargetType type = data::TargetType::kAuto;
  std::vector<std::string> classes;
  std::optional<std::string> positive;

  static const Schema<TargetMap>& schema() {
    static const auto schema =
        Schema<TargetMap>("'target'", "What the model is to tell: a column, or a list of number columns, or this map.")
            .field("column", &TargetMap::column, "The column's name; null with arrays.")
            .field("type", &TargetMap::type,
                   "auto: text and true/false are categories, whole numbers when loss or last activation say so.")
            .field("classes", &TargetMap::classes, "The classes in their order; empty: those of the data, sorted.")
            .field("positive", &TargetMap::positive, "The class a single sigmoid output tells; null: the last.")
            .later("scale", "Scale of a number target while training.")
            .later("threshold", "Probability from which the positive class is told.");
    return schema;
  }
};

struct ArrayPair {
  std::string x;
  std::string y;

  static const Schema<ArrayPair>& schema() {
    static const auto schema =
        Schema<ArrayPair>("a source of arrays", "Two IDX or NumPy files (.npy, FILE.npz:KEY), row for row.")
            .required("x", &ArrayPair::x, "The rows' features, such as images.")
            .required("y", &ArrayPair::y, "Their targets: class numbers, or numbers.");
    return schema;
  }
};

std::filesystem::path resolved(const Node& at, const std::string& file) {
  const std::filesystem::path directory = at.source() ? at.source()->directory : std::filesystem::path();
  return (directory / file).lexically_normal();
}

bool is_archive(const std::string& file) { return file.ends_with(".npz"); }
bool is_array(const std::string& file) {
  return file.ends_with(".npy") || file.ends_with(".npy.gz") || file.find(".npz:") != std::string::npos;
}

}  // namespace

bool Codec<SourceConfig>::read(Reader& reader, const Node& node, std::string_view name, SourceConfig& value) {
  if (node.is_null()) return true;
  if (node.is_map()) {
    ArrayPair pair;
    if (!Codec<ArrayPair>::read(reader, node, name, pair)) return false;
    const Node* x = node.find("x");
    const Node* y = node.find("y");
    if (x == nullptr || y == nullptr) return false;  // which the reader has complained about
    value = {{resolved(*x, pair.x), resolved(*y, pair.y)}, true};
    return true;
  }
  SourceConfig source;
  const auto read_one = [&](const Node& item) {
    std::string text;
    if (!Codec<std::string>::read(reader, item, name, text)) return false;
    if (text.find_first_of("*?") != std::string::npos) {
      reader.complain_unavailable(item, "a pattern of files");
      return false;
    }
    if (is_archive(text) && !node.is_sequence()) {  // as Keras names the arrays of its data sets
      const std::string part = name == "validation" ? "val" : std::string(name);
      for (const char* array : {"x", "y"})
        source.files.push_back(resolved(item, fmt::format("{}:{}_{}", text, array, part)));
      source.arrays = true;
      return true;
    }
    if (is_archive(text) || is_array(text)) {
      reader.complain(item, fmt::format("'{}' is an array, and its labels are another", text),
                      "write '{x: FILE, y: FILE}'; of an archive, FILE.npz:KEY");
      return false;
    }
    source.files.push_back(resolved(item, text));
    return true;
  };
  bool good = true;
  if (node.is_sequence()) {
    for (const Node& item : node.items()) good = read_one(item) && good;
    if (node.items().empty()) {
      reader.complain(node, fmt::format("'{}' lists no file", name));
      return false;
    }
  } else {
    good = read_one(node);
  }
  if (good) value = std::move(source);
  return good;
}

Node Codec<SourceConfig>::write(const SourceConfig& value) {
  if (value.files.empty()) return {};
  if (value.arrays) {
    const ArrayPair pair{value.files[0].string(), value.files[1].string()};
    return ArrayPair::schema().write(&pair);
  }
  if (value.files.size() == 1) return Node::string(value.files.front().string());
  Node list = Node::sequence();
  for (const auto& file : value.files) list.append(Node::string(file.string()));
  return list;
}

TypeInfo Codec<SourceConfig>::info() {
  return either("CSV file, list of CSV files, .npz archive or {x: FILE, y: FILE} for IDX and NumPy arrays",
                {Codec<std::string>::info(), Codec<std::vector<std::string>>::info(), Codec<ArrayPair>::info()});
}

bool Codec<TargetConfig>::read(Reader& reader, const Node& node, std::string_view name, TargetConfig& value) {
  if (node.is_null()) return true;
  if (node.is_map()) {
    TargetMap map;
    if (!Codec<TargetMap>::read(reader, node, name, map)) return false;
    value.columns.clear();
    if (map.column) value.columns = {*map.column};
    value.type = map.type;
    value.classes = map.classes;
    value.positive = map.positive.value_or("");
    return true;
  }
  if (node.is_sequence()) return Codec<std::vector<std::string>>::read(reader, node, name, value.columns);
  std::string column;
  if (!Codec<std::string>::read(reader, node, name, column)) return false;
  value.columns = {column};
  return true;
}

Node Codec<TargetConfig>::write(const TargetConfig& value) {
  if (value.columns.size() > 1) return Codec<std::vector<std::string>>::write(value.columns);
  TargetMap map{value.columns.empty() ? std::nullopt : std::optional(value.columns.front()), value.type, value.classes,
                std::nullopt};
  if (!value.positive.empty()) map.positive = value.positive;
  return TargetMap::schema().write(&map);
}

TypeInfo Codec<TargetConfig>::info() {
  return either("column, list of columns or map",
                {Codec<std::string>::info(), Codec<std::vector<std::string>>::info(), Codec<TargetMap>::info()});
}

}  // namespace nnctl::schema
