#include "layers/common.hpp"

#include <cctype>

#include <fmt/format.h>

namespace nnctl {

const schema::Schema<LayerCommon>& LayerCommon::schema() {
  static const auto schema =
      schema::Schema<LayerCommon>("layer", "Keys of every layer.")
          .field("name", &LayerCommon::name,
                 "Addresses the layer and names its weights; null takes Keras's automatic name, such as 'dense_1'.")
          .field("trainable", &LayerCommon::trainable, "Whether training changes the layer's weights.")
          .field("repeat", &LayerCommon::repeat, "Copies of the layer, one after the other; 0 removes it.",
                 schema::at_least(std::int64_t{0}))
          .field("activity_regularizer", &LayerCommon::activity_regularizer,
                 "Penalty on the layer's output, divided by the batch's rows.");
  return schema;
}

namespace {

bool is_layer_name(const std::string& name) {
  if (name.empty() || (!std::isalpha(static_cast<unsigned char>(name.front())) && name.front() != '_')) return false;
  for (const char c : name) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '-') return false;
  }
  return true;
}

}  // namespace

void check_layer_name(schema::Reader& reader, const schema::Node& at, const std::string& name) {
  if (is_layer_name(name)) return;
  reader.complain(at, fmt::format("'{}' cannot name a layer", name),
                  "a letter or '_' first, then letters, digits, '_' and '-'");
}

}  // namespace nnctl
