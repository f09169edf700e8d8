#include "activations/registry.hpp"

namespace nnctl::schema {

template <>
const Registry<Activation>& registry<Activation>() {
#define NNCTL_LIST(name) &name##_activation(),
  static const Registry<Activation> list({NNCTL_ACTIVATIONS(NNCTL_LIST)});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
