#include "experiment/model_doubts.hpp"

#include <cmath>

#include <fmt/format.h>

#include "data/array_preprocessor.hpp"

namespace nnctl::experiment {

std::vector<std::string> model_doubts(const OpenedExperiment& experiment) {
  constexpr double kSmall = 0.02;  // 1 / 255 and 1 / 127.5 are meant for bytes
  const auto* array = dynamic_cast<const data::ArrayPreprocessor*>(experiment.data->preprocessing.get());
  std::vector<std::string> doubts;
  if (array == nullptr || array->divisor() == 1) return doubts;
  for (const ExpandedLayer& layer : expand_layers(experiment.loaded.config.model.layers)) {
    const LayerPartConfig& part = layer.spec.part;
    if (part.name() != "rescaling") continue;
    const schema::Node written = schema::Codec<LayerPartConfig>::write(part);
    const schema::Node* scale = written.find("scale");
    const auto factor = scale == nullptr ? std::nullopt : schema::as_number(*scale);
    if (!factor || std::abs(*factor) > kSmall) continue;
    doubts.push_back(
        fmt::format("layer '{}' multiplies by {:.4g} what is divided by {} already (data.scale: unit): "
                    "remove it, or set data.scale: none",
                    layer.spec.name, *factor, array->divisor()));
  }
  return doubts;
}

}  // namespace nnctl::experiment
