#include "analysis/config_difference.hpp"

#include <algorithm>

#include "activations/activation.hpp"
#include "constraints/constraint.hpp"
#include "initializers/initializer.hpp"
#include "layers/layer.hpp"
#include "losses/loss.hpp"
#include "optimizers/optimizer.hpp"
#include "regularizers/regularizer.hpp"
#include "schedules/schedule.hpp"
#include "schema/part.hpp"
#include "schema/render.hpp"

namespace nnctl::analysis {

using schema::Entry;
using schema::Node;

namespace {

using Nodes = std::vector<const Node*>;  // one a config; null: it has none

std::string text_of(const Node& node) { return node.is_null() ? "null" : schema::flow_text(node); }

bool all_same(const Nodes& nodes) {
  return std::ranges::all_of(nodes, [&](const Node* node) {
    if ((node == nullptr) != (nodes.front() == nullptr)) return false;
    return node == nullptr || text_of(*node) == text_of(*nodes.front());
  });
}

// Keys in the order in which the configs have them.
std::vector<std::string> keys_of(const Nodes& maps) {
  std::vector<std::string> keys;
  for (const Node* map : maps) {
    if (map == nullptr) continue;
    auto place = keys.begin();
    for (const Entry& entry : map->entries()) {
      const auto known = std::ranges::find(keys, entry.key.text());
      place = (known != keys.end() ? known : keys.insert(place, entry.key.text())) + 1;
    }
  }
  return keys;
}

std::string key_text(const std::string& key) {
  const bool plain = key.find_first_of(". \"") == std::string::npos && !key.empty();
  return plain ? key : "\"" + key + "\"";
}

bool any_scalar(const Nodes& nodes) {
  return std::ranges::any_of(nodes, [](const Node* node) { return node != nullptr && node->is_scalar(); });
}

// The part that a map describes: of this type, and with all of the map's keys. Of which kind it is, the path alone
// would not tell; kinds that share a name and its keys share what they mean by them.
const schema::PartInfo* part_of(const Node& map) {
  static const std::vector<const schema::RegistryInfo*> kinds = {
      &schema::registry<Optimizer>().info,   &schema::registry<Schedule>().info,
      &schema::registry<Loss>().info,        &schema::registry<Activation>().info,
      &schema::registry<Initializer>().info, &schema::registry<Regularizer>().info,
      &schema::registry<Constraint>().info,  &schema::registry<Layer>().info};
  const Node* type = map.find("type");
  if (type == nullptr || !type->is_scalar()) return nullptr;
  for (const schema::RegistryInfo* kind : kinds) {
    const schema::PartInfo* part = kind->find(type->text());
    if (part == nullptr) continue;
    const bool has_all = std::ranges::all_of(map.entries(), [&](const Entry& entry) {
      const std::string& key = entry.key.text();
      return key == "type" || part->fields->find(key) != nullptr ||
             (kind->common != nullptr && kind->common->find(key) != nullptr);
    });
    if (has_all) return part;
  }
  return nullptr;
}

bool is_default(const Node& map, const std::string& key, const Node& value) {
  const schema::PartInfo* part = part_of(map);
  const schema::Field* field = part != nullptr ? part->fields->find(key) : nullptr;
  return field != nullptr && !field->required && text_of(field->default_value) == text_of(value);
}

class Search {
 public:
  Search(const std::vector<ModelSummary>& models, const std::vector<AlignedLayers>& rows,
         std::span<const std::string> ignored)
      : models_(models), rows_(rows), ignored_(ignored.begin(), ignored.end()) {}

  void visit(const std::string& path, const Nodes& nodes) {
    if (std::ranges::find(ignored_, path) != ignored_.end() || all_same(nodes)) return;
    if (path == "model.layers") return visit_layers(nodes);
    if (!std::ranges::all_of(nodes, [](const Node* node) { return node != nullptr && node->is_map(); })) {
      add(path, nodes);
      // Beside a bare name or a number stood the part's type: its keys follow.
      if (any_scalar(nodes)) visit_keys(path, nodes, /*one_type=*/false);
      return;
    }
    Nodes types;
    for (const Node* node : nodes) types.push_back(node->find("type"));
    visit_keys(path, nodes, all_same(types));
  }

  std::vector<ConfigDifference> take() { return std::move(found_); }

 private:
  // Of those nodes that are parts.
  void visit_keys(const std::string& path, const Nodes& nodes, bool one_type) {
    Nodes maps;
    for (const Node* node : nodes) {
      const bool has_keys = node != nullptr && node->is_map();
      maps.push_back(has_keys && (one_type || node->find("type") != nullptr) ? node : nullptr);
    }
    const bool all_maps = std::ranges::find(maps, nullptr) == maps.end();
    for (const std::string& key : keys_of(maps)) {
      if (!all_maps && key == "type") continue;
      Nodes children;
      bool tells = one_type;
      for (const Node* node : maps) {
        children.push_back(node != nullptr ? node->find(key) : nullptr);
        if (children.back() != nullptr && !is_default(*node, key, *children.back())) tells = true;
      }
      const bool all_have = std::ranges::find(children, nullptr) == children.end();
      if (tells || all_have) visit(path.empty() ? key_text(key) : path + "." + key_text(key), children);
    }
  }

  void visit_layers(const Nodes& lists) {
    const std::vector<std::string> names = row_names(models_, rows_);
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      Nodes nodes;
      bool any = false;
      bool automatic = true;
      for (std::size_t i = 0; i < lists.size(); ++i) {
        const LayerSummary* layer = rows_[r][i] ? &models_[i].layers[*rows_[r][i]] : nullptr;
        nodes.push_back(layer != nullptr ? named(lists[i], layer->name) : nullptr);
        any = any || nodes.back() != nullptr;
        automatic = automatic && (layer == nullptr || is_automatic(*layer));
      }
      const std::string path = "model.layers." + key_text(names[r]);
      if (automatic) ignored_.push_back(path + ".name");
      // A layer that comes from the data's columns is in no list.
      if (any) visit(path, nodes);
    }
  }

  static const Node* named(const Node* list, const std::string& name) {
    for (const Node& layer : list->items()) {
      const Node* own = layer.find("name");
      if (own != nullptr && own->text() == name) return &layer;
    }
    return nullptr;
  }

  void add(const std::string& path, const Nodes& nodes) {
    ConfigDifference difference{path, {}};
    const bool mixed = any_scalar(nodes);
    for (const Node* node : nodes) {
      // Beside a bare name a part with its options is shown by its own.
      const Node* type = node != nullptr && mixed && node->is_map() ? node->find("type") : nullptr;
      if (type != nullptr) node = type;
      difference.values.push_back(node == nullptr ? std::nullopt : std::optional(text_of(*node)));
    }
    found_.push_back(std::move(difference));
  }

  const std::vector<ModelSummary>& models_;
  const std::vector<AlignedLayers>& rows_;
  std::vector<std::string> ignored_;
  std::vector<ConfigDifference> found_;
};

}  // namespace

std::vector<ConfigDifference> config_differences(const std::vector<Node>& configs,
                                                 const std::vector<ModelSummary>& models,
                                                 const std::vector<AlignedLayers>& rows,
                                                 std::span<const std::string> ignored) {
  Nodes roots;
  for (const Node& config : configs) roots.push_back(&config);
  Search search(models, rows, ignored);
  search.visit("", roots);
  return search.take();
}

}  // namespace nnctl::analysis
