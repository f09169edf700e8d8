#include "optimizers/learning_rate.hpp"

namespace nnctl {

schema::Check<LearningRate> positive_rate() {
  schema::Check<double> number = rate_above_zero();
  return {number.text,
          [accepts = number.accepts](const LearningRate& rate) {
            return static_cast<bool>(rate.schedule) || accepts(rate.value);
          },
          schema::Node::map()};
}

}  // namespace nnctl

namespace nnctl::schema {

bool Codec<LearningRate>::read(Reader& reader, const Node& node, std::string_view name, LearningRate& rate) {
  if (node.is_map()) return Codec<ScheduleConfig>::read(reader, node, name, rate.schedule);
  if (!Codec<double>::read(reader, node, name, rate.value)) return false;
  rate.schedule = {};
  return true;
}

Node Codec<LearningRate>::write(const LearningRate& rate) {
  return rate.schedule ? Codec<ScheduleConfig>::write(rate.schedule) : Node::number(rate.value);
}

TypeInfo Codec<LearningRate>::info() {
  TypeInfo info = Codec<ScheduleConfig>::info();
  info.text = "number or schedule";
  info.json = [schedule = info.json](JsonDefinitions& definitions) {
    Node number = json_type("number");
    number.set("exclusiveMinimum", Node::integer(0));
    Node any = Node::map();
    any.set("anyOf", Node::sequence({std::move(number), schedule(definitions)}));
    return any;
  };
  return info;
}

}  // namespace nnctl::schema
