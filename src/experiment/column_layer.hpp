// The layer in front of a model that embeds columns of the data.
#pragma once

#include <vector>

#include "data/preprocessing.hpp"
#include "experiment/layer_list.hpp"
#include "model/plan.hpp"

namespace nnctl::experiment {

/// A layer 'column_embedding', under a name that none of `layers` has; nothing where no column is embedded.
std::vector<LayerSpec> column_embedding(const data::Preprocessing& preprocessing,
                                        const std::vector<ExpandedLayer>& layers);

}  // namespace nnctl::experiment
