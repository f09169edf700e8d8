#include "constraints/registry.hpp"

namespace nnctl::schema {

template <>
const Registry<Constraint>& registry<Constraint>() {
#define NNCTL_LIST(name) &name##_constraint(),
  static const Registry<Constraint> list({NNCTL_CONSTRAINTS(NNCTL_LIST)});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
