#include "experiment/layer_list.hpp"

#include <map>
#include <set>

#include <fmt/format.h>

namespace nnctl::experiment {

namespace {

class Expander {
 public:
  explicit Expander(const std::vector<LayerEntry>& entries) { collect_names(entries); }

  void expand(const std::vector<LayerEntry>& entries, const std::string& path) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const LayerEntry& entry = entries[i];
      const std::string own_path = fmt::format("{}[{}]", path, i);
      for (std::int64_t copy = 0; copy < entry.common.repeat; ++copy) {
        if (entry.part) {
          add(entry, own_path);
        } else {
          expand(entry.block, own_path + ".layers");
        }
      }
    }
  }

  std::vector<ExpandedLayer> take() { return std::move(layers_); }

 private:
  void collect_names(const std::vector<LayerEntry>& entries) {
    for (const LayerEntry& entry : entries) {
      if (entry.common.name) given_.insert(*entry.common.name);
      collect_names(entry.block);
    }
  }

  // Copies of an entry count up after its name, automatic names per type; a name that the config gives to another layer
  // is passed over.
  void add(const LayerEntry& entry, const std::string& path) {
    const bool given = entry.common.name.has_value();
    const std::string base = given ? *entry.common.name : schema::snake_case(entry.part.type().info.keras_name);
    std::string name;
    do {
      const int count = counts_[{given ? &entry : nullptr, base}]++;
      name = count == 0 ? base : fmt::format("{}_{}", base, count);
    } while (!given && given_.contains(name));
    layers_.push_back({{name, entry.part, entry.common.activity_regularizer, entry.common.trainable}, path});
  }

  std::set<std::string> given_;
  std::map<std::pair<const LayerEntry*, std::string>, int> counts_;  // of an entry's own name, or of a type
  std::vector<ExpandedLayer> layers_;
};

}  // namespace

std::vector<ExpandedLayer> expand_layers(const std::vector<LayerEntry>& entries) {
  Expander expander(entries);
  expander.expand(entries, "model.layers");
  return expander.take();
}

std::vector<LayerEntry> to_entries(const std::vector<ExpandedLayer>& layers) {
  std::vector<LayerEntry> entries;
  for (const ExpandedLayer& layer : layers) {
    LayerEntry entry;
    entry.common = {layer.spec.name, layer.spec.trainable, 1, layer.spec.activity_regularizer};
    entry.part = layer.spec.part;
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace nnctl::experiment
