#include "experiment/requirements.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

namespace nnctl::experiment {

const schema::Schema<Limits>& Limits::schema() {
  static const auto schema =
      schema::Schema<Limits>("'require'", "Limits of a value that a run must keep, both included.")
          .field("min", &Limits::min, "The least that is good enough; null: no limit.")
          .field("max", &Limits::max, "The most that is good enough; null: no limit.");
  return schema;
}

std::string_view prefix_of(std::string_view metric) {
  for (const std::string_view prefix : {"val_", "test_"}) {
    if (metric.starts_with(prefix)) return prefix;
  }
  return "";
}

std::vector<UnknownRequirement> unknown_requirements(const Requirements& requirements,
                                                     const std::vector<std::string>& names) {
  std::vector<std::string> known = names;
  for (const std::string& name : names) {
    if (prefix_of(name).empty()) known.push_back("test_" + name);
  }
  std::vector<UnknownRequirement> unknown;
  for (const auto& [metric, limits] : requirements.list) {
    if (std::ranges::find(known, metric) != known.end()) continue;
    unknown.push_back({metric, fmt::format("'require: {}' is not computed", metric), schema::name_hint(metric, known)});
  }
  return unknown;
}

const schema::Node& place_of(const schema::Node& block, std::string_view metric) {
  for (const schema::Entry& entry : block.entries()) {
    if (entry.key.text() == metric) return entry.key;
  }
  return block;
}

namespace {

// Comparisons with what is no number are false.
bool keeps(const Limits& limits, double value) {
  return (!limits.min || value >= *limits.min) && (!limits.max || value <= *limits.max);
}

// Six digits, or all where six would read as if the limits were kept.
std::string missing_text(const Limits& limits, double value) {
  std::string text = fmt::format("{:.6g}", value);
  return keeps(limits, std::strtod(text.c_str(), nullptr)) ? fmt::format("{}", value) : text;
}

}  // namespace

std::vector<CheckedRequirement> check_requirements(const Requirements& requirements, const train::Logs& logs,
                                                   std::span<const std::string_view> prefixes) {
  std::vector<CheckedRequirement> checked;
  for (const auto& [metric, limits] : requirements.list) {
    if (std::ranges::find(prefixes, prefix_of(metric)) == prefixes.end()) continue;
    CheckedRequirement requirement{metric, limits, {}, false};
    const auto log = std::ranges::find(logs, metric, [](const auto& entry) { return entry.first; });
    if (log != logs.end()) {
      requirement.is_met = keeps(limits, requirement.value.emplace(log->second));
    }
    checked.push_back(std::move(requirement));
  }
  return checked;
}

std::string shortfall(const CheckedRequirement& requirement) {
  if (!requirement.value) return fmt::format("{} is required and was not computed", requirement.metric);
  const auto& [min, max] = requirement.limits;
  const std::string limits = min && max ? fmt::format("{} to {}", *min, *max)
                             : min      ? fmt::format("at least {}", *min)
                                        : fmt::format("at most {}", *max);
  return fmt::format("{} is {}, {} is required", requirement.metric,
                     missing_text(requirement.limits, *requirement.value), limits);
}

}  // namespace nnctl::experiment

namespace nnctl::schema {

using experiment::Limits;
using experiment::Requirements;

bool Codec<Requirements>::read(Reader& reader, const Node& node, std::string_view name, Requirements& value) {
  if (!node.is_map()) {
    reader.complain(node, fmt::format("'{}' must be a map from metrics to limits, got {}", name, describe(node)),
                    fmt::format("write '{}: {{val_accuracy: {{min: 0.9}}}}'", name));
    return false;
  }
  value.list.clear();
  // Limits that read well are kept beside those that do not: later checks then find the rest of the mistakes.
  for (const Entry& entry : node.entries()) {
    const std::string& metric = entry.key.text();
    if (!entry.value.is_map()) {
      reader.complain(entry.value, fmt::format("limits of '{}' must be a map, got {}", metric, describe(entry.value)),
                      fmt::format("write '{}: {{min: 0.9}}', with min, max or both", metric));
      continue;
    }
    Limits limits;
    Codec<Limits>::read(reader, entry.value, metric, limits);
    if (entry.value.entries().empty()) {
      reader.complain(entry.value, fmt::format("'{}' has no limit", metric), "give it a min, a max or both");
    } else if (limits.min && limits.max && *limits.min > *limits.max) {
      reader.complain(entry.value, fmt::format("nothing is at least {} and at most {}", *limits.min, *limits.max));
    }
    value.list.emplace_back(metric, limits);
  }
  return true;
}

Node Codec<Requirements>::write(const Requirements& value) {
  Node map = Node::map();
  for (const auto& [metric, limits] : value.list) map.set(metric, Codec<Limits>::write(limits));
  return map;
}

TypeInfo Codec<Requirements>::info() {
  return {"map from metrics to limits",
          [](JsonDefinitions& definitions) {
            Node map = json_type("object");
            map.set("additionalProperties", Codec<Limits>::info().json(definitions));
            return map;
          },
          Codec<Limits>::info().nested};
}

}  // namespace nnctl::schema
