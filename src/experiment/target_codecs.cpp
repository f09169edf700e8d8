// YAML forms of the target: a column, a list of columns, or a map.
#include "experiment/data_block.hpp"
#include "schema/either.hpp"

namespace nnctl::schema {

using data::TargetConfig;

namespace {

struct TargetColumns {
  std::vector<std::string> names;
};

}  // namespace

template <>
struct Codec<TargetColumns> {
  static bool read(Reader& reader, const Node& node, std::string_view name, TargetColumns& value) {
    if (node.is_null()) return true;
    if (node.is_sequence()) return Codec<std::vector<std::string>>::read(reader, node, name, value.names);
    std::string column;
    if (!Codec<std::string>::read(reader, node, name, column)) return false;
    value.names = {column};
    return true;
  }
  static Node write(const TargetColumns& value) {
    if (value.names.empty()) return {};
    return value.names.size() == 1 ? Codec<std::string>::write(value.names.front())
                                   : Codec<std::vector<std::string>>::write(value.names);
  }
  static TypeInfo info() {
    return either("column, or list of columns", {Codec<std::string>::info(), Codec<std::vector<std::string>>::info()});
  }
};

namespace {

struct TargetMap {
  TargetColumns column;
  data::TargetType type = data::TargetType::kAuto;
  std::vector<std::string> classes;
  std::optional<std::string> positive;
  data::Scale scale = data::Scale::kNone;
  double threshold = 0.5;
  std::string separator = ";";
  data::TargetMissing missing = data::TargetMissing::kError;

  static const Schema<TargetMap>& schema() {
    static const Check<double> share{"above 0 and below 1", [](const double& v) { return v > 0 && v < 1; },
                                     Node::map()};
    static const Check<std::string> not_empty{"some text", [](const std::string& text) { return !text.empty(); },
                                              Node::map()};
    static const auto schema =
        Schema<TargetMap>("'target'", "What the model is to tell: a column, or a list of columns, or this map.")
            .field("column", &TargetMap::column,
                   "The column's name, or a list of names of numbers or labels; null with arrays.")
            .field("type", &TargetMap::type,
                   "auto: text and true/false are categories, whole numbers when loss or last activation say so. "
                   "multi_label: any of several labels, either between separators in one column (a missing cell has "
                   "none), or a column of 0 and 1 for each.")
            .field("classes", &TargetMap::classes,
                   "The classes or labels in their order; empty: those of the data, sorted.")
            .field("positive", &TargetMap::positive, "The class a single sigmoid output tells; null: the last.")
            .field("scale", &TargetMap::scale,
                   "Of numbers while training, and so of the loss; metrics and predictions are in the target's own "
                   "unit. The scales are those of number columns.")
            .field("threshold", &TargetMap::threshold,
                   "The probability above which a single sigmoid output tells the positive class, or a label.", share)
            .field("separator", &TargetMap::separator, "Stands between the labels of one cell.", not_empty)
            .field("missing", &TargetMap::missing,
                   "drop: rows without a target are left out before the split, and when judged; error: they are "
                   "mistakes.");
    return schema;
  }
};

}  // namespace

bool Codec<TargetConfig>::read(Reader& reader, const Node& node, std::string_view name, TargetConfig& value) {
  if (node.is_null()) return true;
  if (!node.is_map()) {
    TargetColumns columns;
    if (!Codec<TargetColumns>::read(reader, node, name, columns)) return false;
    value.columns = columns.names;
    return true;
  }
  TargetMap map;
  if (!Codec<TargetMap>::read(reader, node, name, map)) return false;
  value = {map.column.names, map.type,      map.classes,   map.positive.value_or(""),
           map.scale,        map.threshold, map.separator, map.missing};
  return true;
}

Node Codec<TargetConfig>::write(const TargetConfig& value) {
  TargetMap map{{value.columns}, value.type,      value.classes,   std::nullopt,
                value.scale,     value.threshold, value.separator, value.missing};
  if (!value.positive.empty()) map.positive = value.positive;
  return TargetMap::schema().write(&map);
}

TypeInfo Codec<TargetConfig>::info() {
  return either("column, list of columns or map",
                {Codec<std::string>::info(), Codec<std::vector<std::string>>::info(), Codec<TargetMap>::info()});
}

}  // namespace nnctl::schema
