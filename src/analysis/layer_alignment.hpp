// Which layers of several networks stand beside one another.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/summary.hpp"

namespace nnctl::analysis {

/// A row: of each network the index of its layer, or none.
using AlignedLayers = std::vector<std::optional<std::size_t>>;

/// Every layer stands in one row, and each network's layers keep their order. Layers of one name stand beside one
/// another as far as the order allows; else layers of one type, the last beside the last. Names that Keras would have
/// given by itself (dense, dense_1) tell nothing: they count positions.
std::vector<AlignedLayers> align_layers(const std::vector<ModelSummary>& models);

/// Whether Keras would have given this name by itself.
bool is_automatic(const LayerSummary& layer);

/// A name for every row, no two the same: of the layer in the first network whose name no row above has.
std::vector<std::string> row_names(const std::vector<ModelSummary>& models, const std::vector<AlignedLayers>& rows);

}  // namespace nnctl::analysis
