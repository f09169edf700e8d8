#include "analysis/comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nnctl::analysis {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double metric_of(const ComparedTrial& trial, const std::string& metric) {
  const double* value = train::find_log(trial.result.metrics, metric);
  return value == nullptr ? kNaN : *value;
}

bool is_scored(const ComparedTrial& trial) { return experiment::is_scored(trial.result.outcome); }

template <class Figure>
double mean_of(const std::vector<ComparedTrial>& trials, Figure figure) {
  std::vector<double> values;
  for (const ComparedTrial& trial : trials) {
    const double value = is_scored(trial) ? figure(trial.result) : kNaN;
    if (std::isfinite(value)) values.push_back(value);
  }
  return summary_of(values).mean;
}

// The values of both at the numbers where both have one.
void pair_up(const ComparedEntry& a, const ComparedEntry& b, const std::string& metric, std::vector<double>& of_a,
             std::vector<double>& of_b) {
  for (const ComparedTrial& one : a.trials) {
    const auto two = std::ranges::find(b.trials, one.number, &ComparedTrial::number);
    if (two == b.trials.end() || !is_scored(one) || !is_scored(*two)) continue;
    const double x = metric_of(one, metric);
    const double y = metric_of(*two, metric);
    if (!std::isfinite(x) || !std::isfinite(y)) continue;
    of_a.push_back(x);
    of_b.push_back(y);
  }
}

ComparedPair test_pair(const Comparison& comparison, std::size_t a, std::size_t b) {
  std::vector<double> x;
  std::vector<double> y;
  pair_up(comparison.entries[a], comparison.entries[b], comparison.metric, x, y);
  const double sign = comparison.larger_is_better ? 1 : -1;
  const bool first = !(sign * (summary_of(x).mean - summary_of(y).mean) < 0);
  if (!first) std::swap(x, y);
  if (!comparison.larger_is_better) std::swap(x, y);  // how much better, not how much more
  ComparedPair pair{first ? a : b, first ? b : a, paired_t_test(x, y, comparison.overlap), kNaN};
  if (!comparison.same_rows) pair.test.p = kNaN;
  return pair;
}

}  // namespace

std::vector<double> ComparedEntry::values(const std::string& metric) const {
  std::vector<double> found;
  for (const ComparedTrial& trial : trials) {
    if (is_scored(trial)) found.push_back(metric_of(trial, metric));
  }
  return found;
}

Summary ComparedEntry::summary(const std::string& metric) const { return summary_of(values(metric)); }

double ComparedEntry::seconds_per_epoch() const {
  return mean_of(trials, [](const experiment::TrialResult& result) {
    return result.epochs > 0 && result.seconds > 0 ? result.seconds / static_cast<double>(result.epochs) : kNaN;
  });
}

double ComparedEntry::samples_per_second() const {
  return mean_of(trials, [](const experiment::TrialResult& result) {
    return result.samples_per_second > 0 ? result.samples_per_second : kNaN;
  });
}

double ComparedEntry::epochs() const {
  return mean_of(trials, [](const experiment::TrialResult& result) { return static_cast<double>(result.epochs); });
}

bool ComparedPair::is_real() const { return p < kLevel; }

const ComparedPair* Comparison::pair(std::size_t a, std::size_t b) const {
  const auto found = std::ranges::find_if(pairs, [&](const ComparedPair& pair) {
    return (pair.better == a && pair.other == b) || (pair.better == b && pair.other == a);
  });
  return found == pairs.end() ? nullptr : &*found;
}

bool Comparison::is_as_good(std::size_t entry) const {
  if (best && *best == entry) return true;
  const ComparedPair* against = best ? pair(entry, *best) : nullptr;
  if (against == nullptr || std::isnan(against->p) || against->is_real()) return false;
  return against->test.difference <= entries[*best].summary(metric).std;
}

void describe(Comparison& comparison) {
  std::vector<ModelSummary> models;
  std::vector<schema::Node> configs;
  for (const ComparedEntry& entry : comparison.entries) {
    models.push_back(entry.model);
    configs.push_back(entry.config);
  }
  comparison.layers = align_layers(models);
  std::vector<std::string> ignored = {"name"};
  if (comparison.repeats == Repeats::kSeeds) ignored.emplace_back("seed");
  comparison.differences = config_differences(configs, models, comparison.layers, ignored);
}

void judge(Comparison& comparison) {
  std::vector<double> p;
  comparison.pairs.clear();
  for (std::size_t a = 0; a < comparison.entries.size(); ++a) {
    for (std::size_t b = a + 1; b < comparison.entries.size(); ++b) {
      comparison.pairs.push_back(test_pair(comparison, a, b));
      p.push_back(comparison.pairs.back().test.p);
    }
  }
  const std::vector<double> adjusted = holm(p);
  for (std::size_t i = 0; i < adjusted.size(); ++i) comparison.pairs[i].p = adjusted[i];

  comparison.best.reset();
  double highest = 0;
  for (std::size_t i = 0; i < comparison.entries.size(); ++i) {
    const double mean = comparison.entries[i].summary(comparison.metric).mean;
    const double goodness = comparison.larger_is_better ? mean : -mean;
    if (!std::isfinite(mean) || (comparison.best && goodness <= highest)) continue;
    comparison.best = i;
    highest = goodness;
  }
  comparison.smallest = comparison.best;
  for (std::size_t i = 0; i < comparison.entries.size() && comparison.best; ++i) {
    if (!comparison.is_as_good(i)) continue;
    const auto size = [&](std::size_t entry) { return comparison.entries[entry].model.total_parameters; };
    if (size(i) < size(*comparison.smallest)) comparison.smallest = i;
  }
}

std::vector<std::string> shared_metrics(const std::vector<ComparedEntry>& entries, const std::string& prefix) {
  std::vector<std::string> shared;
  if (entries.empty()) return shared;
  const auto has = [](const ComparedEntry& entry, const std::string& metric) {
    return std::ranges::any_of(entry.trials, [&](const ComparedTrial& trial) {
      return train::find_log(trial.result.metrics, metric) != nullptr;
    });
  };
  std::vector<std::string> names;
  for (const ComparedEntry& entry : entries) {
    for (const ComparedTrial& trial : entry.trials) {
      for (const auto& [name, value] : trial.result.metrics) {
        if (name.starts_with(prefix) && std::ranges::find(names, name) == names.end()) names.push_back(name);
      }
    }
  }
  for (const std::string& name : names) {
    // An entry of failed trainings only has no metric at all, and is no reason to show none.
    const bool everywhere = std::ranges::all_of(entries, [&](const ComparedEntry& entry) {
      return has(entry, name) ||
             std::ranges::none_of(entry.trials, [](const ComparedTrial& trial) { return is_scored(trial); });
    });
    if (everywhere) shared.push_back(name);
  }
  return shared;
}

}  // namespace nnctl::analysis
