#include "initializers/registry.hpp"

namespace nnctl::schema {

template <>
const Registry<Initializer>& registry<Initializer>() {
#define NNCTL_LIST(name) &name##_initializer(),
  static const Registry<Initializer> list(
      {NNCTL_INITIALIZERS(NNCTL_LIST)},
      {"variance_scaling", "random_normal", "random_uniform", "truncated_normal", "orthogonal", "identity",
       // Keras's other names of random_uniform and random_normal
       "uniform", "normal"});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
