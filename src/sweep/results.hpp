// What a sweep's trials say when they stand side by side.
#pragma once

#include <string>
#include <vector>

#include "sweep/plan.hpp"
#include "sweep/record.hpp"

namespace nnctl::sweep {

/// Each trial once, by number: of its rungs the highest.
std::vector<TrialRecord> trials_of(const std::vector<TrialRecord>& jobs);

/// Indices of `trials`, the best first: whole trainings by the metric, then those that were ended early, then those
/// without a score. Equals in the order of their numbers.
std::vector<std::size_t> ranking(const SweepPlan& plan, const std::vector<TrialRecord>& trials);

/// Whether training came to its own end, and was not cut short by the sweep.
bool is_whole(const TrialRecord& trial);
/// The metric's mean over a trial's repeats; NaN without one.
double score(const SweepPlan& plan, const TrialRecord& trial);
/// Its spread over them; NaN with one repeat.
double score_std(const SweepPlan& plan, const TrialRecord& trial);

/// One value of a swept key, or a third of its range, over all trials that have it.
struct EffectLevel {
  std::string label;
  std::int64_t trials = 0;
  double mean = 0;
  double std = 0;  ///< of the trials' scores; NaN of one
};
struct Effect {
  std::string parameter;  ///< axis_names()
  std::vector<EffectLevel> levels;
};
/// Marginal means of whole trainings. Values that no trial has are left out.
std::vector<Effect> effects(const SweepPlan& plan, const std::vector<TrialRecord>& trials);

/// The shortest endings of dotted paths that tell them apart: "hidden1.units", "learning_rate".
std::vector<std::string> short_names(const std::vector<std::string>& paths);

/// The swept keys' short names, and a trial's texts for them: empty where it does not set one.
std::vector<std::string> parameter_names(const SweepPlan& plan);
/// The axes' names: those of tied keys joined by " + ".
std::vector<std::string> axis_names(const SweepPlan& plan);
std::vector<std::string> parameter_texts(const SweepPlan& plan, const TrialRecord& trial);

/// The trials as CSV, one row each: number, keys, status, metrics, deviations, epochs, parameters, reason. No times:
/// the same sweep has the same bytes.
std::string table_csv(const SweepPlan& plan, const std::vector<TrialRecord>& trials);

}  // namespace nnctl::sweep
