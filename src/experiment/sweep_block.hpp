// The `sweep:` block as it is written: which keys are searched, over which values, and how.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "experiment/declare_codec.hpp"
#include "schema/schema.hpp"
#include "train/monitor.hpp"

namespace nnctl::experiment {

enum class SweepStrategy { kAuto, kGrid, kRandom, kHalton, kTpe, kHyperband };

enum class RangeScale { kUniform, kLogUniform, kInt, kLogInt };

/// Numbers from `low` to `high`, both included.
struct ParameterRange {
  RangeScale scale = RangeScale::kUniform;
  double low = 0;
  double high = 1;
  std::optional<double> step;         ///< values low, low + step, ...; not with a logarithmic scale
  std::optional<std::int64_t> steps;  ///< so many values, evenly spaced on the scale
};

/// One swept key.
struct ParameterSpec {
  schema::Node key;                   ///< the path, as --set takes it, at its place
  std::vector<schema::Node> choices;  ///< empty: a range
  std::optional<ParameterRange> range;
  /// The key is set only in trials where each of these swept keys has one of its values.
  std::vector<std::pair<schema::Node, std::vector<schema::Node>>> when;
  schema::Node node;  ///< as it was written

  const std::string& path() const { return key.text(); }
};
struct ParameterSpecs {
  std::vector<ParameterSpec> list;
};

/// The keys of one swept parameter that is written as a map.
const schema::AnySchema& sweep_parameter_schema();

struct SweepMetric {
  std::string name = "val_loss";
  train::Mode mode = train::Mode::kAuto;
};

/// A number that may be written 50k, 2M or 1.5G.
struct Amount {
  double value = 0;
};
/// Seconds, written 90, 90s, 10m, 2h or 1d.
struct Duration {
  double seconds = 0;
};

struct SweepLimit {
  std::optional<Amount> total_parameters;
  std::optional<Amount> flops_per_sample;
  std::optional<Amount> memory;  ///< bytes of a training's arrays

  static const schema::Schema<SweepLimit>& schema();
};

/// The median rule (Golovin et al., "Google Vizier", KDD 2017, 3.2.2).
struct SweepPruning {
  std::int64_t min_epochs = 5;
  std::int64_t min_trials = 5;

  static const schema::Schema<SweepPruning>& schema();
};

/// Trainings at a time; none: as many as there are threads.
struct Workers {
  std::optional<std::int64_t> count;
};

enum class KeptRuns { kBest, kAll, kNone };

struct SweepBlock {
  SweepStrategy strategy = SweepStrategy::kAuto;
  SweepMetric metric;
  ParameterSpecs parameters;
  std::vector<std::vector<std::string>> zip;
  std::optional<SweepLimit> limit;
  std::optional<std::int64_t> trials;
  std::optional<Duration> budget;
  std::int64_t repeats = 1;
  Workers workers;
  std::int64_t lag = 4;
  std::optional<SweepPruning> prune;
  std::int64_t eta = 3;
  std::int64_t min_epochs = 1;
  KeptRuns keep = KeptRuns::kBest;

  static const schema::Schema<SweepBlock>& schema();
};

}  // namespace nnctl::experiment

namespace nnctl::schema {

#define NNCTL_CHOICES(E)                        \
  template <>                                   \
  struct Choices<E> {                           \
    static const std::vector<Choice<E>>& all(); \
  };
NNCTL_CHOICES(experiment::SweepStrategy)
NNCTL_CHOICES(experiment::KeptRuns)
#undef NNCTL_CHOICES

NNCTL_DECLARE_CODEC(experiment::ParameterSpecs)
NNCTL_DECLARE_CODEC(experiment::SweepMetric)
NNCTL_DECLARE_CODEC(experiment::Amount)
NNCTL_DECLARE_CODEC(experiment::Duration)
NNCTL_DECLARE_CODEC(experiment::Workers)

}  // namespace nnctl::schema
