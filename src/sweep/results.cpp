#include "sweep/results.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "base/csv_field.hpp"
#include "base/summary.hpp"
#include "config/override.hpp"
#include "schema/render.hpp"
#include "schema/scalar.hpp"

namespace nnctl::sweep {

using experiment::Outcome;

namespace {

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kMostLevels = 12;  // more values of a range are taken together

struct Level {
  std::string label;
  std::vector<double> scores;
};

EffectLevel effect_of(const Level& level) {
  const Summary summary = summary_of(level.scores);
  return {level.label, summary.count, summary.mean, summary.std};
}

// Three parts of equal numbers of trials.
std::vector<Level> thirds(std::vector<std::pair<double, double>> values) {
  std::ranges::sort(values);
  std::vector<Level> levels;
  constexpr std::size_t kParts = 3;
  for (std::size_t part = 0; part < kParts; ++part) {
    const std::size_t first = part * values.size() / kParts;
    const std::size_t end = (part + 1) * values.size() / kParts;
    if (first == end) continue;
    std::string label = fmt::format("{:.3g}", values[first].first);
    const std::string last = fmt::format("{:.3g}", values[end - 1].first);
    if (last != label) label += " to " + last;
    Level level{std::move(label), {}};
    for (std::size_t i = first; i < end; ++i) level.scores.push_back(values[i].second);
    levels.push_back(std::move(level));
  }
  return levels;
}

const schema::Node* value_of(const TrialRecord& trial, const std::string& path) {
  for (const schema::Entry& entry : trial.assignment) {
    if (entry.key.text() == path) return &entry.value;
  }
  return nullptr;
}

}  // namespace

std::vector<TrialRecord> trials_of(const std::vector<TrialRecord>& jobs) {
  std::map<std::int64_t, const TrialRecord*> last;
  for (const TrialRecord& job : jobs) {
    const TrialRecord*& known = last[job.trial];
    if (known == nullptr || job.epochs >= known->epochs) known = &job;
  }
  std::vector<TrialRecord> trials;
  for (const auto& [trial, record] : last) trials.push_back(*record);
  return trials;
}

bool is_whole(const TrialRecord& trial) {
  return trial.outcome == Outcome::kCompleted || trial.outcome == Outcome::kStoppedEarly;
}

double score(const SweepPlan& plan, const TrialRecord& trial) {
  const double* value = train::find_log(trial.mean, plan.block->metric.name);
  return value != nullptr ? *value : kNothing;
}

double score_std(const SweepPlan& plan, const TrialRecord& trial) {
  const double* value = train::find_log(trial.std, plan.block->metric.name);
  return value != nullptr ? *value : kNothing;
}

std::vector<std::size_t> ranking(const SweepPlan& plan, const std::vector<TrialRecord>& trials) {
  const auto place = [&](std::size_t i) {
    const double value = score(plan, trials[i]);
    const double loss = std::isnan(value) ? std::numeric_limits<double>::infinity() : plan.loss(value);
    const int group = std::isnan(value) ? 2 : is_whole(trials[i]) ? 0 : 1;
    return std::pair(group, loss);
  };
  std::vector<std::size_t> order(trials.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, place);
  return order;
}

std::vector<Effect> effects(const SweepPlan& plan, const std::vector<TrialRecord>& trials) {
  std::vector<Effect> effects;
  const std::vector<std::string> names = axis_names(plan);
  for (const Axis& axis : plan.space->axes()) {
    std::map<std::string, std::vector<double>> by_value;
    std::vector<std::pair<double, double>> numbers;
    for (const TrialRecord& trial : trials) {
      if (!is_whole(trial) || std::isnan(score(plan, trial))) continue;
      const schema::Node* value = value_of(trial, axis.parameters().front()->path());
      if (value == nullptr) continue;
      std::string label;
      for (const experiment::ParameterSpec* parameter : axis.parameters()) {
        if (!label.empty()) label += " + ";
        label += schema::flow_text(*value_of(trial, parameter->path()));
      }
      by_value[label].push_back(score(plan, trial));
      if (axis.is_range()) numbers.emplace_back(schema::as_number(*value).value_or(0), score(plan, trial));
    }
    Effect effect{names[effects.size()], {}};
    if (axis.is_range() && by_value.size() > kMostLevels) {
      for (const Level& level : thirds(std::move(numbers))) effect.levels.push_back(effect_of(level));
    } else {
      // In the order of the space
      const std::int64_t count = axis.num_values().value_or(0);
      for (std::int64_t i = 0; i < count; ++i) {
        Assignment values;
        axis.append_values(axis.coordinate_of(i), values);
        std::string label;
        for (const schema::Entry& entry : values) {
          if (!label.empty()) label += " + ";
          label += schema::flow_text(entry.value);
        }
        const auto found = by_value.find(label);
        if (found != by_value.end()) effect.levels.push_back(effect_of({label, found->second}));
      }
      if (count == 0) {
        for (const Level& level : thirds(std::move(numbers))) effect.levels.push_back(effect_of(level));
      }
    }
    effects.push_back(std::move(effect));
  }
  return effects;
}

std::vector<std::string> short_names(const std::vector<std::string>& paths) {
  std::vector<std::vector<std::string>> steps;
  for (const std::string& path : paths) steps.push_back(config::split_path(path));
  const auto ending = [&](std::size_t i, std::size_t length) {
    const std::size_t first = steps[i].size() - std::min(length, steps[i].size());
    std::string text;
    for (std::size_t s = first; s < steps[i].size(); ++s) text += (text.empty() ? "" : ".") + steps[i][s];
    return text;
  };
  std::vector<std::string> names;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    // "units" and "type" alone do not say of what
    const bool of_layer = steps[i].size() > 3 && steps[i][0] == "model" && steps[i][1] == "layers";
    std::size_t length = of_layer || steps[i].back() == "type" ? 2 : 1;
    const auto is_shared = [&] {
      for (std::size_t j = 0; j < paths.size(); ++j) {
        if (j != i && ending(j, length) == ending(i, length)) return true;
      }
      return false;
    };
    while (length < steps[i].size() && is_shared()) ++length;
    names.push_back(ending(i, length));
  }
  return names;
}

namespace {

std::vector<std::string> swept_paths(const SweepPlan& plan) {
  std::vector<std::string> paths;
  for (const Axis& axis : plan.space->axes()) {
    for (const experiment::ParameterSpec* parameter : axis.parameters()) paths.push_back(parameter->path());
  }
  return paths;
}

}  // namespace

std::vector<std::string> parameter_names(const SweepPlan& plan) { return short_names(swept_paths(plan)); }

std::vector<std::string> axis_names(const SweepPlan& plan) {
  const std::vector<std::string> names = parameter_names(plan);
  std::vector<std::string> joined;
  std::size_t next = 0;
  for (const Axis& axis : plan.space->axes()) {
    std::string name;
    for (std::size_t i = 0; i < axis.parameters().size(); ++i) name += (name.empty() ? "" : " + ") + names[next++];
    joined.push_back(std::move(name));
  }
  return joined;
}

std::vector<std::string> parameter_texts(const SweepPlan& plan, const TrialRecord& trial) {
  std::vector<std::string> texts;
  for (const std::string& path : swept_paths(plan)) {
    const schema::Node* value = value_of(trial, path);
    texts.push_back(value != nullptr ? schema::flow_text(*value) : "");
  }
  return texts;
}

std::string table_csv(const SweepPlan& plan, const std::vector<TrialRecord>& trials) {
  std::vector<std::string> metrics;
  for (const TrialRecord& trial : trials) {
    for (const auto& [name, value] : trial.mean) {
      if (std::ranges::find(metrics, name) == metrics.end()) metrics.push_back(name);
    }
  }
  std::string text = "trial";
  for (const std::string& path : swept_paths(plan)) text += "," + csv_field(path);
  text += ",status";
  for (const std::string& name : metrics) text += "," + csv_field(name);
  if (plan.block->repeats > 1) {
    for (const std::string& name : metrics) text += "," + csv_field(name + "_std");
  }
  text += ",epochs,total_parameters,weights_hash,reason\n";
  const auto cell = [](const train::Logs& logs, const std::string& name) {
    const double* value = train::find_log(logs, name);
    return value != nullptr && std::isfinite(*value) ? fmt::format(",{}", *value) : std::string(",");
  };
  for (const TrialRecord& trial : trials) {
    text += fmt::format("{}", trial.trial);
    for (const std::string& value : parameter_texts(plan, trial)) text += "," + csv_field(value);
    text += "," + to_string(trial.outcome);
    for (const std::string& name : metrics) text += cell(trial.mean, name);
    if (plan.block->repeats > 1) {
      for (const std::string& name : metrics) text += cell(trial.std, name);
    }
    const bool ran = !trial.repeats.empty();
    text += fmt::format(",{},{},{},{}\n", ran ? trial.repeats.front().epochs : 0, trial.total_parameters,
                        ran ? trial.repeats.front().weights_hash : "", csv_field(trial.reason));
  }
  return text;
}

}  // namespace nnctl::sweep
