#include "data/missing.hpp"

#include <array>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/cell_text.hpp"
#include "data/scaling.hpp"

namespace nnctl::data {

MissingFill::MissingFill(const MissingOption& option, const ValueSource& values) {
  using Kind = MissingOption::Kind;
  forward_ = option.kind == Kind::kForwardFill;
  drops_ = option.kind == Kind::kDrop;
  if (option.kind == Kind::kMean) value_ = mean_of(values);
  if (option.kind == Kind::kMedian || forward_) value_ = quantile_of(values, 0.5);
  if (option.kind == Kind::kMode) value_ = mode_of(values);
  if (option.kind == Kind::kConstant) value_ = option.constant;
}

MissingFill::MissingFill(const nlohmann::json& json)
    : forward_(json.value("forward", false)), drops_(json.value("drop", false)) {
  if (!json.at("fill").is_null()) value_ = json.at("fill").get<double>();
}

void MissingFill::write(nlohmann::json& json) const {
  json["fill"] = value_ ? nlohmann::json(*value_) : nlohmann::json();
  if (forward_) json["forward"] = true;
  if (drops_) json["drop"] = true;
}

}  // namespace nnctl::data

namespace nnctl::schema {

using data::MissingOption;
using Kind = MissingOption::Kind;

namespace {

constexpr std::array<std::pair<const char*, Kind>, 6> kNames = {{{"error", Kind::kError},
                                                                 {"mean", Kind::kMean},
                                                                 {"median", Kind::kMedian},
                                                                 {"mode", Kind::kMode},
                                                                 {"forward_fill", Kind::kForwardFill},
                                                                 {"drop", Kind::kDrop}}};

}  // namespace

bool Codec<MissingOption>::read(Reader& reader, const Node& node, std::string_view name, MissingOption& value) {
  if (node.is_map()) {
    const Node* constant = node.find("constant");
    if (constant == nullptr || node.entries().size() != 1) {
      reader.complain(node, fmt::format("'{}' as a map must be {{constant: NUMBER}}", name));
      return false;
    }
    if (!Codec<double>::read(reader, *constant, "constant", value.constant)) return false;
    value.kind = Kind::kConstant;
    if (data::to_real(value.constant)) return true;
    reader.complain(*constant, fmt::format("'constant' must be a finite 32-bit number, got {}", printed(*constant)));
    return false;
  }
  for (const auto& [text, kind] : kNames) {
    if (!node.is_scalar() || node.text() != text) continue;
    value.kind = kind;
    return true;
  }
  reader.complain(node, fmt::format("'{}' must be {}, got {}", name, info().text, describe(node)));
  return false;
}

Node Codec<MissingOption>::write(const MissingOption& value) {
  for (const auto& [text, kind] : kNames) {
    if (kind == value.kind) return Node::string(text);
  }
  Node map = Node::map();
  map.set("constant", Node::number(value.constant));
  return map;
}

TypeInfo Codec<MissingOption>::info() {
  TypeInfo info;
  info.text = "error, mean, median, mode, forward_fill, drop or {constant: NUMBER}";
  info.json = [](JsonDefinitions& definitions) {
    std::vector<std::string> names;
    for (const auto& [text, kind] : kNames) names.emplace_back(text);
    Node properties = Node::map();
    properties.set("constant", json_type("number"));
    Node object = json_type("object");
    object.set("properties", std::move(properties));
    Node any = Node::map();
    any.set("anyOf", Node::sequence({choice_info(names).json(definitions), std::move(object)}));
    return any;
  };
  return info;
}

}  // namespace nnctl::schema
