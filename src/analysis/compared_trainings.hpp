// Configs trained for a comparison: each over the same seeds, or the same folds, side by side on all cores.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "analysis/comparison.hpp"
#include "base/mistakes.hpp"

namespace nnctl::analysis {

struct ComparedConfig {
  std::string name;    ///< short, and no other's
  std::string source;  ///< as it was asked for
  std::string path;    ///< of the config
};

struct TrainingsRequest {
  std::vector<ComparedConfig> configs;
  Mistakes mistakes;                   ///< of arguments that led to no config: told with those of the others
  std::vector<std::string> overrides;  ///< as --set, for all of them
  std::optional<std::int64_t> seed;    ///< of the first training; none: the first config's
  std::int64_t num_seeds = 5;
  std::optional<std::int64_t> num_folds;  ///< 0: over seeds; none: what the configs' data.folds say
  std::string metric;                     ///< empty: the first that all compute
  bool tests = false;                     ///< also judges every kept model on the test rows
};

class ComparedTrainings {
 public:
  /// Reads everything; trains nothing. Throws all configs' mistakes together, and a UserError for what cannot be
  /// compared: other targets, other rows, no metric in common.
  explicit ComparedTrainings(const TrainingsRequest& request);

  std::int64_t num_trainings() const { return std::ssize(tasks_); }
  Repeats repeats() const { return comparison_.repeats; }
  const std::string& metric() const { return comparison_.metric; }
  /// Sentences on the data, the same for all.
  const std::vector<std::string>& notes() const { return notes_; }
  /// Sentences on what makes the comparison less than fair.
  const std::vector<std::string>& warnings() const { return warnings_; }

  /// A training has ended; called in the order of the trainings (all entries of the first seed, then the next), by one
  /// thread at a time.
  using Listener = std::function<void(const ComparedEntry& entry, const ComparedTrial& trial)>;
  /// Trains, with as many threads as are not taken by other trainings; the results do not depend on them. What was
  /// interrupted has no trial.
  Comparison run(int threads, const std::atomic<bool>& interrupted, const Listener& listener);

 private:
  struct Entry {
    experiment::LoadedConfig config;
    std::shared_ptr<const data::Dataset> test;  ///< null unless asked for
  };
  struct Task {
    std::size_t entry = 0;
    std::int64_t number = 0;
  };

  void open(const TrainingsRequest& request, const std::vector<experiment::LoadedConfig>& configs);
  data::Part judged_part() const;
  std::int64_t count_judged(const experiment::OpenedExperiment& experiment);
  experiment::TrialResult train(const Task& task, int threads, const std::atomic<bool>& interrupted);

  experiment::SharedData data_;
  std::vector<Entry> entries_;
  std::vector<Task> tasks_;
  std::vector<std::string> notes_;
  std::vector<std::string> warnings_;
  Comparison comparison_;
};

}  // namespace nnctl::analysis
