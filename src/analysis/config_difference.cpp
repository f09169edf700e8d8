#include "analysis/config_difference.hpp"

#include <algorithm>

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

class Search {
 public:
  Search(const std::vector<ModelSummary>& models, const std::vector<AlignedLayers>& rows,
         std::span<const std::string> ignored)
      : models_(models), rows_(rows), ignored_(ignored) {}

  void visit(const std::string& path, const Nodes& nodes) {
    if (std::ranges::find(ignored_, path) != ignored_.end() || all_same(nodes)) return;
    if (path == "model.layers") return visit_layers(nodes);
    if (!std::ranges::all_of(nodes, [](const Node* node) { return node != nullptr && node->is_map(); })) {
      return add(path, nodes);
    }
    Nodes types;
    for (const Node* node : nodes) types.push_back(node->find("type"));
    const bool one_type = all_same(types);
    for (const std::string& key : keys_of(nodes)) {
      Nodes children;
      for (const Node* node : nodes) children.push_back(node->find(key));
      const bool all_have = std::ranges::find(children, nullptr) == children.end();
      if (one_type || all_have) visit(path.empty() ? key_text(key) : path + "." + key_text(key), children);
    }
  }

  std::vector<ConfigDifference> take() { return std::move(found_); }

 private:
  void visit_layers(const Nodes& lists) {
    for (const AlignedLayers& row : rows_) {
      Nodes nodes;
      std::string name;
      for (std::size_t i = 0; i < lists.size(); ++i) {
        nodes.push_back(row[i] ? named(lists[i], models_[i].layers[*row[i]].name) : nullptr);
        if (nodes.back() != nullptr && name.empty()) name = models_[i].layers[*row[i]].name;
      }
      // A layer that comes from the data's columns is in no list.
      if (!name.empty()) visit("model.layers." + key_text(name), nodes);
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
    const bool mixed =
        std::ranges::any_of(nodes, [](const Node* node) { return node != nullptr && node->is_scalar(); });
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
  std::span<const std::string> ignored_;
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
