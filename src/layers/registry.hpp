// The layers there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "layers/layer.hpp"

#define NNCTL_LAYERS(X) \
  X(dense)              \
  X(activation)         \
  X(dropout)            \
  X(flatten)            \
  X(conv1d)             \
  X(conv2d)             \
  X(depthwise_conv2d)   \
  X(separable_conv2d)   \
  X(conv2d_transpose)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Layer>& name##_layer();
NNCTL_LAYERS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
