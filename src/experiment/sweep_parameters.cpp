// YAML forms of swept keys: a list of values, or a map with a range of numbers or values and conditions.
#include <cmath>

#include <fmt/format.h>

#include "experiment/sweep_block.hpp"
#include "schema/either.hpp"
#include "schema/optional_check.hpp"

namespace nnctl::schema {

using experiment::ParameterRange;
using experiment::ParameterSpec;
using experiment::ParameterSpecs;
using experiment::RangeScale;

namespace {

// Any value, as it is.
struct Anything {
  Node node;
};

// Swept keys with the values that they must have.
struct Conditions {
  std::vector<std::pair<Node, std::vector<Node>>> list;
};

// The map form.
struct ParameterMap {
  std::optional<std::vector<double>> uniform;
  std::optional<std::vector<double>> log_uniform;
  std::optional<std::vector<double>> integers;
  std::optional<std::vector<double>> log_int;
  std::optional<std::vector<Anything>> values;
  std::optional<double> step;
  std::optional<std::int64_t> steps;
  Conditions when;
};

TypeInfo anything_info() {
  TypeInfo info;
  info.text = "value";
  info.json = [](JsonDefinitions&) { return Node::map(); };
  return info;
}

}  // namespace

template <>
struct Codec<Anything> {
  static bool read(Reader&, const Node& node, std::string_view, Anything& value) {
    value.node = node;
    return true;
  }
  static Node write(const Anything& value) { return value.node; }
  static TypeInfo info() { return anything_info(); }
};

template <>
struct Codec<Conditions> {
  static bool read(Reader& reader, const Node& node, std::string_view name, Conditions& value) {
    if (!node.is_map() || node.entries().empty()) {
      reader.complain(node, fmt::format("'{}' must be a map from swept keys to values, got {}", name, describe(node)),
                      "for example when: {training.optimizer.type: sgd}");
      return false;
    }
    for (const Entry& entry : node.entries()) {
      value.list.emplace_back(entry.key,
                              entry.value.is_sequence() ? entry.value.items() : std::vector<Node>{entry.value});
    }
    return true;
  }
  static Node write(const Conditions& value) {
    Node map = Node::map();
    for (const auto& [key, values] : value.list) {
      map.set(key.text(), values.size() == 1 ? values.front() : Node::sequence(values));
    }
    return map;
  }
  static TypeInfo info() {
    TypeInfo info;
    info.text = "map from swept keys to a value or a list of values";
    info.json = [](JsonDefinitions&) { return json_type("object"); };
    return info;
  }
};

namespace {

const Schema<ParameterMap>& parameter_schema() {
  static const auto schema =
      Schema<ParameterMap>("a parameter", "A range of numbers, or values with a condition.")
          .field("uniform", &ParameterMap::uniform, "[LOW, HIGH]: numbers, each as likely as the other.")
          .field("log_uniform", &ParameterMap::log_uniform, "[LOW, HIGH]: numbers, evenly spread in their logarithm.")
          .field("int", &ParameterMap::integers, "[LOW, HIGH]: integers.")
          .field("log_int", &ParameterMap::log_int, "[LOW, HIGH]: integers, evenly spread in their logarithm.")
          .field("values", &ParameterMap::values, "A list, where a condition stands beside it.")
          .field("step", &ParameterMap::step, "Of uniform and int: the distance from value to value.",
                 if_given(above(0.0)))
          .field("steps", &ParameterMap::steps, "So many values of the range, both ends among them.",
                 if_given(at_least(std::int64_t{2})))
          .field("when", &ParameterMap::when,
                 "Other swept keys with the values under which this one is set; else it is as the config has it.");
  return schema;
}

constexpr double kLargestInteger = 9007199254740992.0;  // 2^53: above, not every integer is a double

// The range's own mistakes.
bool is_good_range(Reader& reader, const Node& node, const std::string& kind, const ParameterRange& range) {
  const bool is_log = range.scale == RangeScale::kLogUniform || range.scale == RangeScale::kLogInt;
  const bool is_integer = range.scale == RangeScale::kInt || range.scale == RangeScale::kLogInt;
  const auto complain = [&](const std::string& message, const std::string& hint) {
    reader.complain(node, message, hint);
    return false;
  };
  if (!std::isfinite(range.low) || !std::isfinite(range.high) || range.low >= range.high) {
    return complain(fmt::format("'{}' must be two finite numbers, the lower first, got {}", kind, printed(node)), "");
  }
  const double farthest = std::max(std::abs(range.low), std::abs(range.high));
  if (is_integer &&
      (range.low != std::floor(range.low) || range.high != std::floor(range.high) || farthest > kLargestInteger)) {
    return complain(fmt::format("'{}' must be two integers, got {}", kind, printed(node)),
                    is_log ? "for other numbers use log_uniform" : "for other numbers use uniform");
  }
  if (is_log && range.low <= 0) {
    return complain(fmt::format("'{}' must begin above 0, got {}", kind, range.low),
                    "a logarithm spreads 1e-4 to 1e-1; for a range with 0 use uniform or int");
  }
  if (is_log && range.step) {
    return complain(fmt::format("'step' is not for {}", kind), "say how many values with 'steps'");
  }
  if (range.step && range.steps) return complain("'step' and 'steps' exclude each other", "remove one of them");
  if (range.scale == RangeScale::kInt && range.step && *range.step != std::floor(*range.step)) {
    return complain(fmt::format("'step' of int must be an integer, got {}", *range.step), "");
  }
  return true;
}

bool read_map(Reader& reader, const Node& node, ParameterSpec& spec) {
  const std::size_t before = reader.diagnostics().size();
  ParameterMap map;
  parameter_schema().read(reader, node, &map);
  if (reader.diagnostics().size() != before) return false;
  const std::vector<std::tuple<const char*, RangeScale, const std::optional<std::vector<double>>*>> ranges = {
      {"uniform", RangeScale::kUniform, &map.uniform},
      {"log_uniform", RangeScale::kLogUniform, &map.log_uniform},
      {"int", RangeScale::kInt, &map.integers},
      {"log_int", RangeScale::kLogInt, &map.log_int}};
  int given = map.values ? 1 : 0;
  for (const auto& [kind, scale, numbers] : ranges) {
    if (!*numbers) continue;
    ++given;
    const Node& at = *node.find(kind);
    if ((*numbers)->size() != 2) {
      reader.complain(at, fmt::format("'{}' must be [LOW, HIGH], got {} numbers", kind, (*numbers)->size()));
      return false;
    }
    spec.range = ParameterRange{scale, (**numbers)[0], (**numbers)[1], map.step, map.steps};
    if (!is_good_range(reader, at, kind, *spec.range)) return false;
  }
  if (given != 1) {
    reader.complain(node, fmt::format("a parameter has one of uniform, log_uniform, int, log_int and values, got {}",
                                      given == 0 ? "none" : "several"));
    return false;
  }
  if (map.values) {
    for (const Anything& value : *map.values) spec.choices.push_back(value.node);
    if (map.step || map.steps) {
      reader.complain(node, "'step' and 'steps' are of a range, and 'values' is a list");
      return false;
    }
  }
  spec.when = map.when.list;
  return true;
}

}  // namespace

bool Codec<ParameterSpecs>::read(Reader& reader, const Node& node, std::string_view name, ParameterSpecs& value) {
  if (!node.is_map() || node.entries().empty()) {
    reader.complain(node,
                    fmt::format("'{}' must be a map from keys of the config to values, got {}", name,
                                node.is_map() ? "none" : describe(node)),
                    "for example {model.layers.hidden1.units: [64, 128]}");
    return false;
  }
  bool good = true;
  for (const Entry& entry : node.entries()) {
    ParameterSpec spec;
    spec.key = entry.key;
    spec.node = entry.value;
    if (entry.value.is_sequence()) {
      spec.choices = entry.value.items();
    } else if (entry.value.is_map()) {
      if (!read_map(reader, entry.value, spec)) {
        good = false;
        continue;
      }
    } else {
      reader.complain(
          entry.value,
          fmt::format("'{}' must be a list of values or a range, got {}", entry.key.text(), describe(entry.value)),
          fmt::format("write [{}] to try this value alone, or {{uniform: [LOW, HIGH]}}",
                      entry.value.is_scalar() ? entry.value.text() : ""));
      good = false;
      continue;
    }
    if (!spec.range && spec.choices.empty()) {
      reader.complain(entry.value, fmt::format("'{}' has no value to try", entry.key.text()), "give at least one");
      good = false;
      continue;
    }
    value.list.push_back(std::move(spec));
  }
  return good;
}

Node Codec<ParameterSpecs>::write(const ParameterSpecs& value) {
  Node map = Node::map();
  for (const ParameterSpec& spec : value.list) map.set(spec.path(), spec.node);
  return map;
}

TypeInfo Codec<ParameterSpecs>::info() {
  TypeInfo map = map_info(+[]() -> const AnySchema& { return parameter_schema(); });
  return {"map from keys to a list of values, or to a range",
          [inner = map.json](JsonDefinitions& definitions) {
            Node either = Node::map();
            either.set("anyOf", Node::sequence({json_type("array"), inner(definitions)}));
            Node object = json_type("object");
            object.set("additionalProperties", std::move(either));
            return object;
          },
          map.nested};
}

}  // namespace nnctl::schema

namespace nnctl::experiment {

const schema::AnySchema& sweep_parameter_schema() { return schema::parameter_schema(); }

}  // namespace nnctl::experiment
