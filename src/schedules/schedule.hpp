// Learning rates that change from step to step. Formulas, and their float32 arithmetic, as in Keras 3.15.1,
// keras/src/optimizers/schedules/learning_rate_schedule.py. Immutable: the rate follows from the step alone.
#pragma once

#include <cstdint>
#include <string>

#include "schedules/step_count.hpp"
#include "schema/part.hpp"
#include "tensor/real.hpp"

namespace nnctl {

class Schedule {
 public:
  static constexpr const char* kKind = "schedule";
  struct Example {
    std::string yaml;
  };

  virtual ~Schedule() = default;
  /// The rate of `step` (from 0) in a run of this length.
  virtual Real rate(std::int64_t step, const TrainingLength& length) const = 0;
  /// Whether a run of more epochs has other rates from its first step.
  virtual bool follows_run_length() const = 0;
  /// What is wrong with its values taken together; empty when they fit.
  virtual std::string mistake() const { return {}; }
};

using ScheduleConfig = schema::PartConfig<Schedule>;

/// A learning rate that may be 0: finite, in float too, and not below 0.
schema::Check<double> rate_from_zero();
/// The same without 0.
schema::Check<double> rate_above_zero();

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Schedule>& registry<Schedule>();
}  // namespace nnctl::schema
