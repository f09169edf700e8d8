#include "regularizers/registry.hpp"

namespace nnctl::schema {

template <>
const Registry<Regularizer>& registry<Regularizer>() {
#define NNCTL_LIST(name) &name##_regularizer(),
  static const Registry<Regularizer> list({NNCTL_REGULARIZERS(NNCTL_LIST)});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
