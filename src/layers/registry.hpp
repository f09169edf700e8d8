// The layers there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "layers/layer.hpp"

#define NNCTL_LAYERS(X)       \
  X(dense)                    \
  X(activation)               \
  X(dropout)                  \
  X(flatten)                  \
  X(conv1d)                   \
  X(conv2d)                   \
  X(depthwise_conv2d)         \
  X(separable_conv2d)         \
  X(conv2d_transpose)         \
  X(max_pooling1d)            \
  X(max_pooling2d)            \
  X(average_pooling1d)        \
  X(average_pooling2d)        \
  X(global_max_pooling1d)     \
  X(global_max_pooling2d)     \
  X(global_average_pooling1d) \
  X(global_average_pooling2d) \
  X(zero_padding1d)           \
  X(zero_padding2d)           \
  X(cropping1d)               \
  X(cropping2d)               \
  X(up_sampling1d)            \
  X(up_sampling2d)            \
  X(reshape)                  \
  X(permute)                  \
  X(repeat_vector)            \
  X(relu)                     \
  X(leaky_relu)               \
  X(prelu)                    \
  X(elu)                      \
  X(softmax)                  \
  X(gru)                      \
  X(lstm)                     \
  X(simple_rnn)               \
  X(bidirectional)            \
  X(time_distributed)         \
  X(masking)                  \
  X(embedding)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Layer>& name##_layer();
NNCTL_LAYERS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
