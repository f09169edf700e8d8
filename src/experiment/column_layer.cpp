#include "experiment/column_layer.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace nnctl::experiment {

std::vector<LayerSpec> column_embedding(const data::Preprocessing& preprocessing,
                                        const std::vector<ExpandedLayer>& layers) {
  const auto embedded = preprocessing.embedded_features();
  if (embedded.empty()) return {};
  schema::Node columns = schema::Node::sequence();
  for (const auto& feature : embedded) {
    schema::Node column = schema::Node::map();
    column.set("name", schema::Node::string(feature.column));
    column.set("position", schema::Node::integer(feature.position));
    column.set("ids", schema::Node::integer(feature.ids));
    column.set("dimension", schema::Node::integer(feature.dimension));
    columns.append(std::move(column));
  }
  schema::Node layer = schema::Node::map();
  layer.set("type", schema::Node::string("column_embedding"));
  layer.set("columns", std::move(columns));
  schema::Reader reader;
  LayerPartConfig part;
  const bool good = schema::read_part(reader, layer, "layer", part);
  NNCTL_ASSERT(good, "a layer of our own does not read");
  std::string name = "column_embedding";
  while (std::ranges::any_of(layers, [&](const ExpandedLayer& one) { return one.spec.name == name; })) name += '_';
  return {{name, part, {}, true}};
}

}  // namespace nnctl::experiment
