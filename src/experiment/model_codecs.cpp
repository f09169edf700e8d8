#include "experiment/model_codecs.hpp"

#include <fmt/format.h>

#include "schema/render.hpp"

namespace nnctl::schema {

using experiment::Baseline;
using experiment::LayerEntry;
using experiment::LossChoice;
using experiment::MetricChoice;
using experiment::MetricChoices;
using experiment::Sampling;

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

/// Reads the keys that a kind's registry names as common. Unknown keys were reported with the part.
template <class Common>
void read_common(Reader& reader, const Node& node, Common& common) {
  if (!node.is_map()) return;
  Node own = Node::map();
  for (const Entry& entry : node.entries()) {
    if (Common::schema().find(entry.key.text()) != nullptr) own.entries().push_back(entry);
  }
  Common::schema().read(reader, own, &common);
}

/// A written part with the common keys below its own.
template <class Common>
Node with_common(Node part, const Common& common) {
  Node map = Node::map();
  if (part.is_map()) {
    map = std::move(part);
  } else {
    map.set("type", std::move(part));
  }
  const Node keys = Common::schema().write(&common);
  for (const Entry& entry : keys.entries()) map.set(entry.key.text(), entry.value);
  return map;
}

}  // namespace

const std::vector<Choice<Baseline>>& Choices<Baseline>::all() {
  static const std::vector<Choice<Baseline>> choices = {{"auto", Baseline::kAuto}, {"none", Baseline::kNone}};
  return choices;
}

const std::vector<Choice<Sampling>>& Choices<Sampling>::all() {
  static const std::vector<Choice<Sampling>> choices = {{"none", Sampling::kNone},
                                                        {"oversample", Sampling::kOversample}};
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
  read_common(reader, node, value.common);
  if (value.common.name) check_name(reader, *node.find("name"), *value.common.name, "layer");
  return reader.diagnostics().size() == before;
}

Node Codec<LayerEntry>::write(const LayerEntry& value) {
  if (!value.part) {
    Node map = Node::map();
    map.set("type", Node::string("block"));
    map.set("repeat", Node::integer(value.common.repeat));
    map.set("layers", Codec<std::vector<LayerEntry>>::write(value.block));
    return map;
  }
  return with_common(write_part(value.part.type().info, value.part.config()), value.common);
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
    value = {};
    return true;
  }
  const std::size_t before = reader.diagnostics().size();
  read_part(reader, node, name, value.part);
  read_common(reader, node, value.common);
  return reader.diagnostics().size() == before;
}

Node Codec<LossChoice>::write(const LossChoice& value) {
  if (!value.part) return Node::string("auto");
  return with_common(Codec<LossConfig>::write(value.part), value.common);
}

TypeInfo Codec<LossChoice>::info() { return or_auto(Codec<LossConfig>::info()); }

bool Codec<MetricChoice>::read(Reader& reader, const Node& node, std::string_view name, MetricChoice& value) {
  if (!Codec<MetricPartConfig>::read(reader, node, name, value.part)) return false;
  MetricCommon common;
  const std::size_t before = reader.diagnostics().size();
  read_common(reader, node, common);
  if (common.name) check_name(reader, *node.find("name"), *common.name, "metric");
  // As Keras prints them: metrics=["AUC"] is AUC, metrics=[AUC()] is auc
  const PartInfo& part = value.part.type().info;
  const std::string& type = node.is_map() ? node.find("type")->text() : node.text();
  value.name = common.name.value_or(node.is_map() && type == part.keras_name ? part.name : type);
  if (value.name == "loss") reader.complain(node, "a metric cannot be named 'loss'", "the loss itself is");
  return reader.diagnostics().size() == before;
}

Node Codec<MetricChoice>::write(const MetricChoice& value) {
  Node part = write_part(value.part.type().info, value.part.config());
  const PartInfo* named = registry<Metric>().info.find(value.name);
  const bool is_class_name = part.is_map() && value.name == value.part.type().info.keras_name;
  if (named != &value.part.type().info || is_class_name) {  // a name of the user's own, or that a map does not give
    part = with_common(std::move(part), MetricCommon{value.name});
  } else if (part.is_map()) {  // the type it was asked for is the name it is printed with
    part.set("type", Node::string(value.name));
  } else {
    part = Node::string(value.name);
  }
  return part;
}

TypeInfo Codec<MetricChoice>::info() { return Codec<MetricPartConfig>::info(); }

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
    if (!Codec<MetricChoice>::read(reader, item, name, choice)) {
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
    list.append(Codec<MetricChoice>::write(choice));
  }
  return list;
}

TypeInfo Codec<MetricChoices>::info() { return or_auto(Codec<std::vector<MetricPartConfig>>::info()); }

}  // namespace nnctl::schema
