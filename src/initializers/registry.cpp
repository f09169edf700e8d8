#include "initializers/registry.hpp"

namespace nnctl::schema {

template <>
const Registry<Initializer>& registry<Initializer>() {
#define NNCTL_LIST(name) &name##_initializer(),
  static const Registry<Initializer> list({NNCTL_INITIALIZERS(NNCTL_LIST)});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
