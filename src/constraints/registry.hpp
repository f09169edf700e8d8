// The constraints there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "constraints/constraint.hpp"

#define NNCTL_CONSTRAINTS(X) X(max_norm) X(non_neg) X(unit_norm) X(min_max_norm)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Constraint>& name##_constraint();
NNCTL_CONSTRAINTS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
