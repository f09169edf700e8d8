#include "schedules/step_count.hpp"

#include <algorithm>
#include <cmath>

#include "schema/number_with_unit.hpp"

namespace nnctl {

std::int64_t StepCount::steps(const TrainingLength& length) const {
  switch (unit) {
    case Unit::kSteps:
      return static_cast<std::int64_t>(value);
    case Unit::kEpochs:
      return std::llround(value * static_cast<double>(length.steps_per_epoch));
    case Unit::kPercent:
      return std::llround(value / 100 * static_cast<double>(length.steps()));
    case Unit::kAll:
      return length.steps();
  }
  return 0;
}

std::int64_t StepCount::at_least_one(const TrainingLength& length) const {
  return std::max<std::int64_t>(1, steps(length));
}

schema::Check<StepCount> some_steps() {
  return {"more than 0 steps",
          [](const StepCount& count) { return count.unit == StepCount::Unit::kAll || count.value > 0; },
          schema::Node::map()};
}

}  // namespace nnctl

namespace nnctl::schema {

namespace {

constexpr double kMost = 1e15;  // steps, epochs: beyond, whole numbers of double end

std::optional<StepCount> parsed(const Node& node) {
  if (!node.is_scalar() || node.is_null()) return std::nullopt;
  const std::string& text = node.text();
  if (text == "auto") return StepCount::all();
  if (const auto steps = as_integer(node)) return StepCount{static_cast<double>(*steps), StepCount::Unit::kSteps};
  if (const auto percent = number_before(text, "%")) return StepCount{*percent, StepCount::Unit::kPercent};
  for (const char* ending : {"epochs", "epoch"}) {
    if (const auto epochs = number_before(text, ending)) return StepCount{*epochs, StepCount::Unit::kEpochs};
  }
  for (const char* ending : {"steps", "step"}) {
    const auto steps = number_before(text, ending);
    if (steps && *steps == std::floor(*steps)) return StepCount{*steps, StepCount::Unit::kSteps};
  }
  return std::nullopt;
}

}  // namespace

bool Codec<StepCount>::read(Reader& reader, const Node& node, std::string_view name, StepCount& value) {
  const auto count = parsed(node);
  if (!count) {
    reader.complain(node, fmt::format("'{}' must be a number of steps, got {}", name, describe(node)),
                    "write a whole number such as 500, '3 epochs', '10%' (of all steps), or auto (all steps)");
    return false;
  }
  const bool percent = count->unit == StepCount::Unit::kPercent;
  if (!(count->value >= 0) || count->value > (percent ? 100 : kMost)) {
    reader.complain(node, fmt::format("'{}' must be {}, got {}", name,
                                      percent ? "between 0% and 100%" : "0 or more, and not beyond 1e15", node.text()));
    return false;
  }
  value = *count;
  return true;
}

Node Codec<StepCount>::write(const StepCount& count) {
  const std::string number = Node::number(count.value).text();
  switch (count.unit) {
    case StepCount::Unit::kSteps:
      return Node::integer(static_cast<std::int64_t>(count.value));
    case StepCount::Unit::kEpochs:
      return Node::string(number + (count.value == 1 ? " epoch" : " epochs"));
    case StepCount::Unit::kPercent:
      return Node::string(number + "%");
    case StepCount::Unit::kAll:
      return Node::string("auto");
  }
  return {};
}

TypeInfo Codec<StepCount>::info() {
  return {"steps, 'N epochs', 'N%' or auto",
          [](JsonDefinitions&) {
            Node steps = json_type("integer");
            steps.set("minimum", Node::integer(0));
            Node text = json_type("string");
            text.set("pattern", Node::string("^(auto|[0-9.eE+-]+ *(%|epochs?|steps?))$"));
            Node any = Node::map();
            any.set("anyOf", Node::sequence({std::move(steps), std::move(text)}));
            return any;
          },
          {}};
}

}  // namespace nnctl::schema
