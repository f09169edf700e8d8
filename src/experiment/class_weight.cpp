#include "experiment/class_weight.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace nnctl::experiment {

const std::string* unknown_label(const ClassWeight& weight, const data::TargetEncoder& target) {
  for (const auto& [label, value] : weight.given) {
    if (std::ranges::find(target.classes(), label) == target.classes().end()) return &label;
  }
  return nullptr;
}

std::vector<double> weights_of_classes(const ClassWeight& weight, const data::TargetEncoder& target,
                                       std::span<const std::int64_t> counts) {
  std::vector<double> weights(static_cast<std::size_t>(target.num_classes()), 1.0);
  if (weight.kind == ClassWeight::Kind::kBalanced) {
    const auto rows = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}));
    for (std::size_t c = 0; c < weights.size(); ++c) {
      if (counts[c] > 0) weights[c] = rows / (static_cast<double>(weights.size()) * static_cast<double>(counts[c]));
    }
  }
  for (const auto& [label, value] : weight.given) {
    const auto found = std::ranges::find(target.classes(), label);
    weights[static_cast<std::size_t>(found - target.classes().begin())] = value;
  }
  return weights;
}

}  // namespace nnctl::experiment

namespace nnctl::schema {

using experiment::ClassWeight;

bool Codec<ClassWeight>::read(Reader& reader, const Node& node, std::string_view name, ClassWeight& value) {
  if (node.is_null() || (node.is_scalar() && node.text() == "none")) {
    value = {};
    return true;
  }
  if (node.is_scalar() && node.text() == "balanced") {
    value = {ClassWeight::Kind::kBalanced, {}};
    return true;
  }
  if (!node.is_map()) {
    reader.complain(
        node, fmt::format("'{}' must be none, balanced or a map of weights by class, got {}", name, describe(node)),
        fmt::format("write '{}: {{LABEL: 2.0}}'", name));
    return false;
  }
  ClassWeight read{ClassWeight::Kind::kGiven, {}};
  bool good = true;
  for (const Entry& entry : node.entries()) {
    double weight = 0;
    if (!Codec<double>::read(reader, entry.value, entry.key.text(), weight)) {
      good = false;
    } else if (!std::isfinite(weight) || weight < 0) {
      reader.complain(entry.value, fmt::format("the weight of class '{}' must be a finite number >= 0, got {}",
                                               entry.key.text(), printed(entry.value)));
      good = false;
    }
    read.given.emplace_back(entry.key.text(), weight);
  }
  if (good) value = std::move(read);
  return good;
}

Node Codec<ClassWeight>::write(const ClassWeight& value) {
  if (value.kind == ClassWeight::Kind::kNone) return Node::string("none");
  if (value.kind == ClassWeight::Kind::kBalanced) return Node::string("balanced");
  Node map = Node::map();
  for (const auto& [label, weight] : value.given) map.set(label, Node::number(weight));
  return map;
}

TypeInfo Codec<ClassWeight>::info() {
  TypeInfo info;
  info.text = "none, balanced or a map of weights by class";
  info.json = [](JsonDefinitions&) {
    Node word = Node::map();
    word.set("enum", Node::sequence({Node::string("none"), Node::string("balanced"), Node()}));
    Node weight = json_type("number");
    weight.set("minimum", Node::number(0));
    Node map = json_type("object");
    map.set("additionalProperties", std::move(weight));
    Node any = Node::map();
    any.set("anyOf", Node::sequence({std::move(word), std::move(map)}));
    return any;
  };
  return info;
}

}  // namespace nnctl::schema
