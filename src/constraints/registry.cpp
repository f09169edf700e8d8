#include "constraints/registry.hpp"

namespace nnctl::schema {

template <>
const Registry<Constraint>& registry<Constraint>() {
#define NNCTL_LIST(name) &name##_constraint(),
  static const Registry<Constraint> list({NNCTL_CONSTRAINTS(NNCTL_LIST)}, {"max_norm", "unit_norm", "min_max_norm"});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
