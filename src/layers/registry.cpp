#include "layers/registry.hpp"

#include "layers/common.hpp"

namespace nnctl::schema {

template <>
const Registry<Layer>& registry<Layer>() {
#define NNCTL_LIST(name) &name##_layer(),
  static const Registry<Layer> list({NNCTL_LAYERS(NNCTL_LIST)},
                                    {"max_pooling1d",
                                     "max_pooling2d",
                                     "average_pooling1d",
                                     "average_pooling2d",
                                     "global_max_pooling1d",
                                     "global_max_pooling2d",
                                     "global_average_pooling1d",
                                     "global_average_pooling2d",
                                     "zero_padding1d",
                                     "zero_padding2d",
                                     "cropping1d",
                                     "cropping2d",
                                     "up_sampling1d",
                                     "up_sampling2d",
                                     "reshape",
                                     "permute",
                                     "repeat_vector",
                                     "embedding",
                                     "lstm",
                                     "gru",
                                     "simple_rnn",
                                     "bidirectional",
                                     "time_distributed",
                                     "masking",
                                     "batch_normalization",
                                     "layer_normalization",
                                     "group_normalization",
                                     "spatial_dropout1d",
                                     "spatial_dropout2d",
                                     "gaussian_noise",
                                     "gaussian_dropout",
                                     "alpha_dropout",
                                     "relu",
                                     "leaky_relu",
                                     "prelu",
                                     "elu",
                                     "softmax",
                                     "rescaling",
                                     "normalization",
                                     "random_flip",
                                     "random_translation",
                                     "random_rotation",
                                     "random_zoom",
                                     "random_contrast"},
                                    &LayerCommon::schema());
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
