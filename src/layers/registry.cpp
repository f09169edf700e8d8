#include "layers/registry.hpp"

#include "layers/common.hpp"

namespace nnctl::schema {

template <>
const Registry<Layer>& registry<Layer>() {
#define NNCTL_LIST(name) &name##_layer(),
  static const Registry<Layer> list({NNCTL_LAYERS(NNCTL_LIST)}, {}, &LayerCommon::schema());
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
