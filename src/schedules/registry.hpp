// The learning-rate schedules there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "schedules/schedule.hpp"

#define NNCTL_SCHEDULES(X) \
  X(cosine_decay)          \
  X(cosine_decay_restarts) X(exponential_decay) X(inverse_time_decay) X(polynomial_decay) X(piecewise_constant_decay)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Schedule>& name##_schedule();
NNCTL_SCHEDULES(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
