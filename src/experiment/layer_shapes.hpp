// What shapes a config's layers can take, before it is known how many classes there are.
#pragma once

#include <optional>
#include <vector>

#include "data/config.hpp"
#include "experiment/layer_list.hpp"
#include "model/plan.hpp"

namespace nnctl::experiment {

class LayerShapes {
 public:
  explicit LayerShapes(const std::vector<ExpandedLayer>& layers);

  /// The first layer that cannot take what comes to it from rows of `features`.
  std::optional<PlanError> error(const Shape& features) const;

 private:
  std::vector<LayerSpec> specs_;
};

/// data.shape as the layers settle it: rows (a, b) of arrays are images, (a, b, 1), but where the layers get further
/// with (a, b) they are sequences. Else as it is. Reads headers; throws UserError(Fault::kData) for damaged ones.
std::vector<std::int64_t> settled_shape(const std::vector<ExpandedLayer>& layers, const data::DataConfig& config);

}  // namespace nnctl::experiment
