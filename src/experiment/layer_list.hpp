// model.layers as the planner wants it: repeats and blocks written out, every layer with a name.
#pragma once

#include <string>
#include <vector>

#include "experiment/config.hpp"
#include "model/plan.hpp"

namespace nnctl::experiment {

struct ExpandedLayer {
  LayerSpec spec;
  std::string path;  ///< of the entry it comes from: "model.layers[2]"
};

/// Names are the entries' own (with _1, _2, ... for copies) or Keras's automatic ones.
std::vector<ExpandedLayer> expand_layers(const std::vector<LayerEntry>& entries);

/// The entries that expand_layers() gives back as they are: what a resolved config holds.
std::vector<LayerEntry> to_entries(const std::vector<ExpandedLayer>& layers);

}  // namespace nnctl::experiment
