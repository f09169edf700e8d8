#include "experiment/places.hpp"

#include <charconv>

#include "config/override.hpp"

namespace nnctl::experiment {

namespace {

const schema::Node* step_into(const schema::Node& node, std::string_view key) {
  if (!node.is_sequence()) return node.find(key);
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (error != std::errc{} || end != key.data() + key.size() || index >= node.items().size()) return nullptr;
  return &node.items()[index];
}

}  // namespace

const schema::Node& locate(const schema::Node& root, std::string_view path) {
  const schema::Node* node = &root;
  for (const std::string& step : config::split_path(path)) {
    std::string_view rest = step;
    while (!rest.empty()) {
      const std::size_t bracket = rest.find_first_of("[]");
      const std::string_view key = rest.substr(0, bracket);
      rest.remove_prefix(bracket == std::string_view::npos ? rest.size() : bracket + 1);
      if (key.empty()) continue;
      const schema::Node* next = step_into(*node, key);
      if (next == nullptr) return *node;
      node = next;
    }
  }
  return *node;
}

}  // namespace nnctl::experiment
