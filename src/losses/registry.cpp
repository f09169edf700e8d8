#include "losses/registry.hpp"

namespace nnctl::schema {

template <>
const Registry<Loss>& registry<Loss>() {
#define NNCTL_LIST(name) &name##_loss(),
  static const Registry<Loss> list({NNCTL_LOSSES(NNCTL_LIST)}, {"crossentropy",
                                                                "ce",
                                                                "mean_absolute_error",
                                                                "mae",
                                                                "mean_absolute_percentage_error",
                                                                "mape",
                                                                "mean_squared_logarithmic_error",
                                                                "msle",
                                                                "huber",
                                                                "log_cosh",
                                                                "cosine_similarity",
                                                                "hinge",
                                                                "squared_hinge",
                                                                "categorical_hinge",
                                                                "kl_divergence",
                                                                "kld",
                                                                "poisson",
                                                                "binary_focal_crossentropy",
                                                                "categorical_focal_crossentropy",
                                                                "categorical_generalized_cross_entropy",
                                                                "dice",
                                                                "tversky",
                                                                "circle",
                                                                "ctc"});
#undef NNCTL_LIST
  return list;
}

}  // namespace nnctl::schema
