#include "experiment/model_codecs.hpp"

#include <fmt/format.h>

#include "schema/render.hpp"

namespace nnctl::schema {

using experiment::Baseline;
using experiment::LayerEntry;
using experiment::LossChoice;
using experiment::MetricChoice;
using experiment::MetricChoices;

namespace {

struct BlockFields {
  std::vector<LayerEntry> layers;
  std::int64_t repeat = 1;

  static const Schema<BlockFields>& schema() {
    static const auto schema = Schema<BlockFields>("block", "Layers repeated together.")
                                   .required("layers", &BlockFields::layers, "The layers of one copy.")
                                   .field("repeat", &BlockFields::repeat,
                                          "Copies, one after the other; 0 removes them.", at_least(std::int64_t{0}));
    return schema;
  }
};

bool is_block(const Node& node) {
  const Node* type = node.is_map() ? node.find("type") : nullptr;
  return type != nullptr && type->is_scalar() && type->text() == "block";
}

// auto, or what `inner` reads.
bool is_auto(const Node& node) { return node.is_null() || (node.is_scalar() && node.text() == "auto"); }

TypeInfo or_auto(TypeInfo inner) {
  inner.text = "auto or " + inner.text;
  inner.json = [json = inner.json](JsonDefinitions& definitions) {
    Node automatic = Node::map();
    automatic.set("const", Node::string("auto"));
    Node any = Node::map();
    any.set("anyOf", Node::sequence({std::move(automatic), json(definitions)}));
    return any;
  };
  return inner;
}

bool read_metric(Reader& reader, const Node& node, MetricChoice& value) {
  if (!Codec<MetricPartConfig>::read(reader, node, "metrics", value.part)) return false;
  const Node* type = node.is_map() ? node.find("type") : &node;
  value.name = type->text();
  return true;
}

}  // namespace

const std::vector<Choice<Baseline>>& Choices<Baseline>::all() {
  static const std::vector<Choice<Baseline>> choices = {{"auto", Baseline::kAuto}, {"none", Baseline::kNone}};
  return choices;
}

bool Codec<LayerEntry>::read(Reader& reader, const Node& node, std::string_view name, LayerEntry& value) {
  const std::size_t before = reader.diagnostics().size();
  if (is_block(node)) {
    BlockFields fields;
    const std::vector<std::string> elsewhere = {"type"};
    BlockFields::schema().read(reader, node, &fields, elsewhere);
    value.block = std::move(fields.layers);
    value.common.repeat = fields.repeat;
    return reader.diagnostics().size() == before;
  }
  read_part(reader, node, name, value.part);
  if (node.is_map() && registry<Layer>().info.common != nullptr) {
    // Unknown keys were reported with the part: here only the common keys are read.
    Node own = Node::map();
    for (const Entry& entry : node.entries()) {
      if (LayerCommon::schema().find(entry.key.text()) != nullptr) own.entries().push_back(entry);
    }
    LayerCommon::schema().read(reader, own, &value.common);
    if (value.common.name) check_layer_name(reader, *node.find("name"), *value.common.name);
  }
  return reader.diagnostics().size() == before;
}

Node Codec<LayerEntry>::write(const LayerEntry& value) {
  Node map = Node::map();
  if (!value.part) {
    map.set("type", Node::string("block"));
    map.set("repeat", Node::integer(value.common.repeat));
    map.set("layers", Codec<std::vector<LayerEntry>>::write(value.block));
    return map;
  }
  const Node part = write_part(value.part.type().info, value.part.config());
  if (part.is_map()) {
    map = part;
  } else {
    map.set("type", part);
  }
  Node common = LayerCommon::schema().write(&value.common);
  for (const Entry& entry : common.entries()) map.set(entry.key.text(), entry.value);
  return map;
}

TypeInfo Codec<LayerEntry>::info() {
  TypeInfo info = Codec<LayerPartConfig>::info();
  info.json = [layer = info.json](JsonDefinitions& definitions) {
    return definitions.refer("layer_entry", [&](JsonDefinitions& inner) {
      Node type = Node::map();
      type.set("const", Node::string("block"));
      Node block = json_schema_of(BlockFields::schema(), inner);
      block.find("properties")->set("type", std::move(type));
      Node any = Node::map();
      any.set("anyOf", Node::sequence({layer(inner), std::move(block)}));
      return any;
    });
  };
  return info;
}

bool Codec<LossChoice>::read(Reader& reader, const Node& node, std::string_view name, LossChoice& value) {
  if (is_auto(node)) {
    value.part = {};
    return true;
  }
  return Codec<LossConfig>::read(reader, node, name, value.part);
}

Node Codec<LossChoice>::write(const LossChoice& value) {
  return value.part ? Codec<LossConfig>::write(value.part) : Node::string("auto");
}

TypeInfo Codec<LossChoice>::info() { return or_auto(Codec<LossConfig>::info()); }

bool Codec<MetricChoices>::read(Reader& reader, const Node& node, std::string_view name, MetricChoices& value) {
  if (is_auto(node)) return true;
  if (!node.is_sequence()) {
    reader.complain(node, fmt::format("'{}' must be a list of metrics, got {}", name, describe(node)),
                    node.is_scalar() ? fmt::format("write '{}: [{}]'", name, node.text()) : "");
    return false;
  }
  MetricChoices choices;
  choices.automatic = false;
  bool good = true;
  for (const Node& item : node.items()) {
    MetricChoice choice;
    if (!read_metric(reader, item, choice)) {
      good = false;
      continue;
    }
    for (const MetricChoice& other : choices.list) {
      if (other.name != choice.name) continue;
      reader.complain(item, fmt::format("metric '{}' is listed twice", choice.name));
      good = false;
    }
    choices.list.push_back(std::move(choice));
  }
  if (good) value = std::move(choices);
  return good;
}

Node Codec<MetricChoices>::write(const MetricChoices& value) {
  if (value.automatic) return Node::string("auto");
  Node list = Node::sequence();
  for (const MetricChoice& choice : value.list) {
    Node part = write_part(choice.part.type().info, choice.part.config());
    // The name it was asked for is the name it is printed with.
    if (part.is_map()) {
      part.set("type", Node::string(choice.name));
    } else {
      part = Node::string(choice.name);
    }
    list.append(std::move(part));
  }
  return list;
}

TypeInfo Codec<MetricChoices>::info() { return or_auto(Codec<std::vector<MetricPartConfig>>::info()); }

}  // namespace nnctl::schema
