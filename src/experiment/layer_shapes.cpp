#include "experiment/layer_shapes.hpp"

#include "data/array_samples.hpp"
#include "layers/units.hpp"

namespace nnctl::experiment {

LayerShapes::LayerShapes(const std::vector<ExpandedLayer>& layers) {
  for (const ExpandedLayer& layer : layers) {
    specs_.push_back(layer.spec);
    // shapes do not depend on how many classes there are, but for the output's own size
    if (wants_units(specs_.back().part)) specs_.back().part = with_units(specs_.back().part, 2);
  }
}

std::optional<PlanError> LayerShapes::error(const Shape& features) const {
  try {
    const ModelPlan plan(specs_, {features}, false);
    return std::nullopt;
  } catch (const PlanError& error) {
    return error;
  }
}

std::vector<std::int64_t> settled_shape(const std::vector<ExpandedLayer>& layers, const data::DataConfig& config) {
  if (!config.train.arrays || !config.shape.empty()) return config.shape;
  const data::ArrayHeader header = data::read_array_headers(config.train).x;
  std::vector<std::int64_t> own(header.shape.begin() + 1, header.shape.end());
  if (own.size() != 2) return {};
  const LayerShapes shapes(layers);
  const std::optional<PlanError> as_images = shapes.error(data::feature_shape(header, {}));
  if (!as_images) return {};
  const std::optional<PlanError> as_sequences = shapes.error(Shape(own));
  if (as_sequences && as_sequences->layer <= as_images->layer) return {};
  return own;
}

}  // namespace nnctl::experiment
