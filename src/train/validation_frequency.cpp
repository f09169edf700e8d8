#include "train/validation_frequency.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace nnctl::train {

bool ValidationFrequency::includes(std::int64_t epoch) const {
  if (epochs.empty()) return (epoch + 1) % every == 0;
  return std::ranges::find(epochs, epoch + 1) != epochs.end();
}

std::int64_t ValidationFrequency::first() const { return epochs.empty() ? every : *std::ranges::min_element(epochs); }

}  // namespace nnctl::train

namespace nnctl::schema {

using train::ValidationFrequency;

bool Codec<ValidationFrequency>::read(Reader& reader, const Node& node, std::string_view name,
                                      ValidationFrequency& value) {
  ValidationFrequency read;
  const bool list = node.is_sequence();
  bool good = !list || !node.items().empty();
  for (const Node& item : list ? node.items() : std::vector<Node>{node}) {
    const auto number = as_integer(item);
    good = good && number && *number >= 1;
    if (!good) break;
    if (list) {
      read.epochs.push_back(*number);
    } else {
      read.every = *number;
    }
  }
  if (!good) {
    reader.complain(node,
                    fmt::format("'{}' must be a number of epochs or a list of epochs, got {}", name, printed(node)),
                    "2 validates after every second epoch, [1, 5, 10] after these, counted from 1");
    return false;
  }
  value = std::move(read);
  return true;
}

Node Codec<ValidationFrequency>::write(const ValidationFrequency& value) {
  return value.epochs.empty() ? Node::integer(value.every) : Codec<std::vector<std::int64_t>>::write(value.epochs);
}

TypeInfo Codec<ValidationFrequency>::info() {
  return {"epochs or list of epochs",
          [](JsonDefinitions&) {
            const auto number = [] {
              Node node = json_type("integer");
              node.set("minimum", Node::integer(1));
              return node;
            };
            Node list = json_type("array");
            list.set("items", number());
            list.set("minItems", Node::integer(1));
            Node any = Node::map();
            any.set("anyOf", Node::sequence({number(), std::move(list)}));
            return any;
          },
          {}};
}

}  // namespace nnctl::schema
