// What differs between resolved configs, by key.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analysis/layer_alignment.hpp"
#include "schema/node.hpp"

namespace nnctl::analysis {

struct ConfigDifference {
  std::string key;                                 ///< as --set takes it: "model.layers.hidden1.units"
  std::vector<std::optional<std::string>> values;  ///< YAML in flow style, one a config; none: it has no such key
};

/// The keys whose values are not all the same, in the order of the configs. Layers are compared as `rows` aligns those
/// of `models`; one that some networks lack is a difference as a whole, an automatic name none. Of parts of different
/// types: `type`, the keys that all of them have, and of the other keys those that are not at their default. `ignored`:
/// keys that are not looked at ("name").
std::vector<ConfigDifference> config_differences(const std::vector<schema::Node>& configs,
                                                 const std::vector<ModelSummary>& models,
                                                 const std::vector<AlignedLayers>& rows,
                                                 std::span<const std::string> ignored);

}  // namespace nnctl::analysis
