// Several networks on the same rows and seeds: their results, and whether these differ by more than noise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "analysis/config_difference.hpp"
#include "analysis/paired_test.hpp"
#include "base/summary.hpp"
#include "experiment/trial.hpp"

namespace nnctl::analysis {

/// What a network's trainings differ in.
enum class Repeats { kStored, kSeeds, kFolds };

struct ComparedTrial {
  std::int64_t number = 0;  ///< the seed, or the fold from 1
  experiment::TrialResult result;
};

struct ComparedEntry {
  std::string name;    ///< short, and no other entry's
  std::string source;  ///< as it was asked for
  std::string next;    ///< the path that `train` takes, or of a stored run `eval`
  ModelSummary model;
  std::int64_t memory_bytes = 0;
  schema::Node config;  ///< resolved, data paths from the working directory
  std::string loss;     ///< its name
  std::vector<ComparedTrial> trials;

  /// Of the trials with a score, by their numbers; NaN where a trial lacks it.
  std::vector<double> values(const std::string& metric) const;
  Summary summary(const std::string& metric) const;
  /// Means over the scored trials; NaN where nothing was measured.
  double seconds_per_epoch() const;
  double samples_per_second() const;
  double epochs() const;
};

struct ComparedPair {
  std::size_t better = 0;  ///< of the two means; the first of the two where they are equal
  std::size_t other = 0;
  PairedTest test;       ///< of how much better, in the metric's own unit and never below 0 on average
  double p = 0;          ///< by Holm over all pairs; NaN where there was nothing to test
  bool is_real() const;  ///< p below kLevel
};

/// Below it a difference counts as more than noise.
inline constexpr double kLevel = 0.05;

struct Comparison {
  Repeats repeats = Repeats::kSeeds;
  std::string metric;  ///< "val_accuracy": what is decided by
  bool larger_is_better = true;
  std::int64_t judged_rows = 0;  ///< validation rows that all trainings share; 0: not known, or folds
  std::int64_t wanted = 0;       ///< trainings an entry, seeds or folds; 0: stored runs
  double overlap = 0;            ///< of folds: see paired_t_test()
  bool same_loss = true;         ///< of the same numbers: their losses can be compared
  bool same_rows = true;         ///< false: stored runs that were judged on different rows
  std::vector<ComparedEntry> entries;
  std::vector<AlignedLayers> layers;
  std::vector<ConfigDifference> differences;
  // Settled by judge():
  std::vector<ComparedPair> pairs;
  std::optional<std::size_t> best;      ///< by the mean; none without any score
  std::optional<std::size_t> smallest;  ///< with the fewest parameters of those as good as the best

  const ComparedPair* pair(std::size_t a, std::size_t b) const;
  /// The best, or one that was tested against it, not found worse, and behind by no more than the best's own spread: a
  /// test of few trainings that finds nothing is not enough.
  bool is_as_good(std::size_t entry) const;
};

/// Aligns layers and finds what differs in the configs. Before judge().
void describe(Comparison& comparison);
/// Tests all pairs over the numbers at which both have a score.
void judge(Comparison& comparison);

/// Metrics that all entries have a value of, with the prefix ("val_"), in the order of the first.
std::vector<std::string> shared_metrics(const std::vector<ComparedEntry>& entries, const std::string& prefix);

}  // namespace nnctl::analysis
