// Lengths in a config that count training steps: 500, "3 epochs", "10%" of all steps, or auto for all of them. They
// become numbers when the run's length is known.
#pragma once

#include <cstdint>

#include "schema/check.hpp"
#include "schema/codec.hpp"

namespace nnctl {

/// How long a run is. A step is one batch, whether or not it ends in an update of the weights.
struct TrainingLength {
  std::int64_t steps_per_epoch = 1;
  std::int64_t epochs = 1;

  std::int64_t steps() const { return steps_per_epoch * epochs; }
};

struct StepCount {
  enum class Unit { kSteps, kEpochs, kPercent, kAll };

  double value = 0;  ///< of kAll: not used
  Unit unit = Unit::kSteps;

  static StepCount all() { return {0, Unit::kAll}; }
  /// Steps of a run of this length, rounded to the nearest whole one.
  std::int64_t steps(const TrainingLength& length) const;
  /// At least one, for what is divided by.
  std::int64_t at_least_one(const TrainingLength& length) const;
  /// Whether it changes with the number of epochs.
  bool follows_run_length() const { return unit == Unit::kPercent || unit == Unit::kAll; }
};

/// More than nothing, in whatever unit.
schema::Check<StepCount> some_steps();

}  // namespace nnctl

namespace nnctl::schema {

template <>
struct Codec<StepCount> {
  static bool read(Reader& reader, const Node& node, std::string_view name, StepCount& value);
  static Node write(const StepCount& count);
  static TypeInfo info();
};

}  // namespace nnctl::schema
