// The layers there are, in the order of the docs. A name without its function does not compile.
#pragma once

#include "layers/layer.hpp"

#define NNCTL_LAYERS(X)       \
  X(dense)                    \
  X(activation)               \
  X(embedding)                \
  X(column_embedding)         \
  X(masking)                  \
  X(flatten)                  \
  X(reshape)                  \
  X(permute)                  \
  X(repeat_vector)            \
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
  X(lstm)                     \
  X(gru)                      \
  X(simple_rnn)               \
  X(bidirectional)            \
  X(time_distributed)         \
  X(batch_normalization)      \
  X(layer_normalization)      \
  X(group_normalization)      \
  X(dropout)                  \
  X(spatial_dropout1d)        \
  X(spatial_dropout2d)        \
  X(gaussian_noise)           \
  X(gaussian_dropout)         \
  X(alpha_dropout)            \
  X(relu)                     \
  X(leaky_relu)               \
  X(prelu)                    \
  X(elu)                      \
  X(softmax)                  \
  X(rescaling)                \
  X(normalization)            \
  X(random_flip)              \
  X(random_translation)       \
  X(random_rotation)          \
  X(random_zoom)              \
  X(random_contrast)

namespace nnctl {
#define NNCTL_DECLARE(name) const schema::PartType<Layer>& name##_layer();
NNCTL_LAYERS(NNCTL_DECLARE)
#undef NNCTL_DECLARE
}  // namespace nnctl
