#include "optimizers/registry.hpp"

namespace nnctl::schema {

template <>
const Registry<Optimizer>& registry<Optimizer>() {
#define NNCTL_LIST(name) &name##_optimizer(),
  static const Registry<Optimizer> list({NNCTL_OPTIMIZERS(NNCTL_LIST)},
                                        {"muon", "schedulefreeadamw", "lossscaleoptimizer"});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
