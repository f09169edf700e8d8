#include "losses/registry.hpp"

#include "losses/common.hpp"

namespace nnctl::schema {

template <>
const Registry<Loss>& registry<Loss>() {
#define NNCTL_LIST(name) &name##_loss(),
  static const Registry<Loss> list(
      {NNCTL_LOSSES(NNCTL_LIST)},
      {"crossentropy", "ce", "categorical_generalized_cross_entropy", "dice", "tversky", "circle", "ctc"},
      &LossCommon::schema());
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
