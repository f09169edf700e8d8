#include "sweep/space.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "config/override.hpp"
#include "schema/render.hpp"

namespace nnctl::sweep {

using experiment::ParameterSpec;
using experiment::SweepBlock;
using schema::Node;
using schema::Reader;

namespace {

using Groups = std::vector<std::vector<const ParameterSpec*>>;

bool contains(const std::vector<Node>& values, const Node& value) {
  return std::ranges::any_of(values,
                             [&](const Node& one) { return schema::flow_text(one) == schema::flow_text(value); });
}

std::vector<std::string> paths_of(const SweepBlock& block) {
  std::vector<std::string> paths;
  for (const ParameterSpec& parameter : block.parameters.list) paths.push_back(parameter.path());
  return paths;
}

std::string condition_text(const ParameterSpec& parameter) {
  std::string text;
  for (const auto& [key, values] : parameter.when) {
    text += key.text() + "=";
    for (const Node& value : values) text += schema::flow_text(value) + "|";
    text += ';';
  }
  return text;
}

void check_duplicates(const SweepBlock& block, Reader& reader) {
  for (std::size_t i = 0; i < block.parameters.list.size(); ++i) {
    const ParameterSpec& parameter = block.parameters.list[i];
    for (std::size_t j = 0; j < i; ++j) {
      if (block.parameters.list[j].path() != parameter.path()) continue;
      reader.complain(parameter.key, fmt::format("'{}' is swept twice", parameter.path()), "keep one of the two");
    }
    for (std::size_t v = 0; v < parameter.choices.size(); ++v) {
      for (std::size_t w = 0; w < v; ++w) {
        if (schema::flow_text(parameter.choices[v]) != schema::flow_text(parameter.choices[w])) continue;
        // A tied list may repeat a value: the whole step differs
        const bool tied = std::ranges::any_of(block.zip, [&](const std::vector<std::string>& group) {
          return std::ranges::find(group, parameter.path()) != group.end();
        });
        if (!tied) {
          reader.complain(
              parameter.choices[v],
              fmt::format("'{}' has the value {} twice", parameter.path(), schema::flow_text(parameter.choices[v])),
              "for several trainings of the same trial there is sweep.repeats");
        }
        break;
      }
    }
  }
}

}  // namespace

Space::Space(const SweepBlock& block, const Node& sweep, Reader& reader) {
  check_duplicates(block, reader);
  Groups groups;
  tie(block, sweep, reader, groups);
  if (order(std::move(groups), reader)) resolve(reader);
}

void Space::tie(const SweepBlock& block, const Node& sweep, Reader& reader, Groups& groups) {
  const std::vector<std::string> paths = paths_of(block);
  std::vector<std::size_t> group_of(paths.size(), 0);  // from 1; 0: on its own
  const Node* zip = sweep.find("zip");
  for (std::size_t g = 0; g < block.zip.size(); ++g) {
    const Node& place = zip != nullptr && g < zip->items().size() ? zip->items()[g] : sweep;
    if (block.zip[g].size() < 2) {
      reader.complain(place, "a group of 'zip' ties two keys or more", "write [[KEY, KEY]]");
    }
    const ParameterSpec* first = nullptr;
    for (std::size_t k = 0; k < block.zip[g].size(); ++k) {
      const std::string& path = block.zip[g][k];
      const Node& at = k < place.items().size() ? place.items()[k] : place;
      const auto found = static_cast<std::size_t>(std::ranges::find(paths, path) - paths.begin());
      if (found == paths.size()) {
        reader.complain(at, fmt::format("'{}' is not one of the swept keys", path), schema::name_hint(path, paths));
        continue;
      }
      const ParameterSpec& parameter = block.parameters.list[found];
      if (group_of[found] != 0) {
        reader.complain(at, fmt::format("'{}' is tied twice", path), "put all that goes together into one group");
        continue;
      }
      group_of[found] = g + 1;
      if (parameter.range) {
        reader.complain(at, fmt::format("'{}' is a range, and only lists can be tied", path), "list its values");
      } else if (first == nullptr) {
        first = &parameter;
      } else if (first->choices.size() != parameter.choices.size()) {
        reader.complain(at,
                        fmt::format("'{}' has {} values and '{}' has {}", path, parameter.choices.size(), first->path(),
                                    first->choices.size()),
                        "lists that are walked side by side are equally long");
      } else if (condition_text(*first) != condition_text(parameter)) {
        reader.complain(at, fmt::format("'{}' and '{}' have different conditions", path, first->path()),
                        "keys that are tied are set together: give both the same 'when'");
      }
    }
  }
  std::vector<std::size_t> made(block.zip.size() + 1, 0);  // position in groups + 1
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const std::size_t group = group_of[i];
    if (group != 0 && made[group] != 0) {
      groups[made[group] - 1].push_back(&block.parameters.list[i]);
      continue;
    }
    groups.push_back({&block.parameters.list[i]});
    if (group != 0) made[group] = groups.size();
  }
}

bool Space::order(Groups groups, Reader& reader) {
  const auto is_placed = [&](const std::string& path) {
    return std::ranges::any_of(axes_, [&](const Axis& axis) {
      return std::ranges::any_of(axis.parameters(), [&](const ParameterSpec* one) { return one->path() == path; });
    });
  };
  while (!groups.empty()) {
    const auto ready = std::ranges::find_if(groups, [&](const auto& group) {
      return std::ranges::all_of(group.front()->when, [&](const auto& one) { return is_placed(one.first.text()); });
    });
    if (ready != groups.end()) {
      axes_.emplace_back(*ready);
      groups.erase(ready);
      continue;
    }
    std::vector<std::string> left;
    for (const auto& group : groups) {
      for (const ParameterSpec* one : group) left.push_back(one->path());
    }
    std::vector<std::string> known = left;
    for (const Axis& axis : axes_) known.push_back(axis.parameters().front()->path());
    bool told = false;
    for (const auto& group : groups) {
      for (const auto& [key, values] : group.front()->when) {
        if (std::ranges::find(left, key.text()) != left.end() || is_placed(key.text())) continue;
        reader.complain(key, fmt::format("'{}' is not one of the swept keys", key.text()),
                        schema::name_hint(key.text(), known));
        told = true;
      }
    }
    if (!told) {
      reader.complain(groups.front().front()->key,
                      fmt::format("the conditions of {} go in a circle", schema::quoted_list(left)),
                      "let one of them stand without 'when'");
    }
    return false;
  }
  return true;
}

void Space::resolve(Reader& reader) {
  conditions_.resize(axes_.size());
  for (std::size_t a = 0; a < axes_.size(); ++a) {
    for (const auto& [key, values] : axes_[a].parameters().front()->when) {
      for (std::size_t on = 0; on < a; ++on) {
        const auto& parameters = axes_[on].parameters();
        for (std::size_t p = 0; p < parameters.size(); ++p) {
          if (parameters[p]->path() != key.text()) continue;
          conditions_[a].push_back({on, p, &values});
          if (parameters[p]->range) {
            reader.complain(key, fmt::format("'{}' is a range, and a condition names values of a list", key.text()),
                            "list the values of the key that the condition is on");
            continue;
          }
          for (const Node& value : values) {
            if (contains(parameters[p]->choices, value)) continue;
            std::vector<std::string> known;
            for (const Node& choice : parameters[p]->choices) known.push_back(schema::flow_text(choice));
            reader.complain(value,
                            fmt::format("'{}' never is {}: its values are {}", key.text(), schema::flow_text(value),
                                        fmt::join(known, ", ")),
                            schema::name_hint(schema::flow_text(value), known));
          }
        }
      }
    }
  }
}

bool Space::is_finite() const {
  return std::ranges::all_of(axes_, [](const Axis& axis) { return axis.num_values().has_value(); });
}

bool Space::applies(std::size_t axis, std::span<const double> point) const {
  return std::ranges::all_of(conditions_[axis], [&](const Condition& condition) {
    const double coordinate = point[condition.axis];
    if (std::isnan(coordinate)) return false;
    const Axis& on = axes_[condition.axis];
    const auto index = static_cast<std::size_t>(on.index_of(coordinate));
    return contains(*condition.values, on.parameters()[condition.parameter]->choices[index]);
  });
}

Assignment Space::assignment(const Point& point) const {
  Assignment assignment;
  for (std::size_t a = 0; a < axes_.size(); ++a) {
    if (!std::isnan(point[a])) axes_[a].append_values(point[a], assignment);
  }
  // A whole part before its parameters: the other way round it would wipe them out
  std::ranges::stable_sort(assignment, {},
                           [](const schema::Entry& entry) { return config::split_path(entry.key.text()).size(); });
  return assignment;
}

std::int64_t Space::count(std::int64_t most) const {
  Point point;
  const auto walk = [&](const auto& self, std::size_t axis) -> std::int64_t {
    if (axis == axes_.size()) return 1;
    if (!applies(axis, point)) {
      point.push_back(std::numeric_limits<double>::quiet_NaN());
      const std::int64_t below = self(self, axis + 1);
      point.pop_back();
      return below;
    }
    std::int64_t total = 0;
    for (std::int64_t i = 0; i < *axes_[axis].num_values() && total <= most; ++i) {
      point.push_back(axes_[axis].coordinate_of(i));
      total += self(self, axis + 1);
      point.pop_back();
    }
    return std::min(total, most + 1);
  };
  return walk(walk, 0);
}

double Space::size_bound() const {
  double size = 1;
  for (const Axis& axis : axes_) {
    const auto values = axis.num_values();
    size *= values ? static_cast<double>(*values) : std::numeric_limits<double>::infinity();
  }
  return size;
}

}  // namespace nnctl::sweep
