// About how long a trial takes, before it has run.
#pragma once

#include "sweep/plan.hpp"

namespace nnctl::sweep {

/// Operations a sample of a whole training; 0 where the trial cannot be made. For comparing trials, not for telling
/// time.
double training_cost(const SweepPlan& plan, experiment::SharedData& data, const Assignment& assignment);

}  // namespace nnctl::sweep
