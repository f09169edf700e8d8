// Keys that every loss of Keras has; they come in a later release.
#pragma once

#include "losses/loss.hpp"

namespace nnctl {

template <class Config>
schema::Schema<Config> with_shared_keys(schema::Schema<Config> fields) {
  fields.later("reduction", "How the rows' losses become one.")
      .later("name", "Name of the loss.")
      .later("dtype", "Precision of the computation.");
  return fields;
}

}  // namespace nnctl
