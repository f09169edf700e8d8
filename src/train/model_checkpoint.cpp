#include "train/model_checkpoint.hpp"

#include <cmath>

#include <fmt/format.h>

#include "schema/number_with_unit.hpp"
#include "schema/optional_check.hpp"

namespace nnctl::train {

const schema::Schema<ModelCheckpointConfig>& ModelCheckpointConfig::schema() {
  using Config = ModelCheckpointConfig;
  static const auto schema =
      schema::Schema<Config>(
          "'model_checkpoint'",
          "Saves models of some epochs as checkpoints/epoch_0005.safetensors in the run's directory.")
          .field("every", &Config::every, "Epochs between saved models: 5 or '5 epochs'.")
          .field("keep", &Config::keep, "Saved models that are kept, the newest ones; null: all.",
                 schema::if_given(schema::at_least(std::int64_t{1})))
          .field("monitor", &Config::monitor, "With save_best_only: the value watched.")
          .field("save_best_only", &Config::save_best_only, "Save only when the monitored value is the best so far.")
          .field("mode", &Config::mode, "Whether less or more is better; auto knows by the metric.")
          .field("initial_value_threshold", &Config::initial_value_threshold,
                 "With save_best_only: the value that the first saved model must beat.");
  return schema;
}

ModelCheckpoint::ModelCheckpoint(ModelCheckpointConfig config, bool higher_is_better)
    : config_(std::move(config)), improves_(config_.mode, higher_is_better, 0) {
  if (config_.initial_value_threshold) state_ = {*config_.initial_value_threshold, true};
}

bool ModelCheckpoint::observe(std::int64_t epoch, const double* value) {
  if ((epoch + 1) % config_.every.epochs != 0) return false;
  if (!config_.save_best_only || value == nullptr) return true;
  if (state_.has_best && !improves_(*value, state_.best)) return false;
  state_ = {*value, true};
  return true;
}

}  // namespace nnctl::train

namespace nnctl::schema {

bool Codec<train::EpochCount>::read(Reader& reader, const Node& node, std::string_view name, train::EpochCount& value) {
  constexpr double kMostEpochs = 1e15;  // beyond, whole numbers of double end
  std::optional<double> epochs;
  if (const auto plain = as_integer(node)) epochs = static_cast<double>(*plain);
  for (const std::string_view unit : {"epochs", "epoch"}) {
    if (!epochs && node.is_scalar()) epochs = number_before(node.text(), unit);
  }
  if (!epochs || *epochs < 1 || *epochs > kMostEpochs || *epochs != std::floor(*epochs)) {
    reader.complain(node, fmt::format("'{}' must be a number of epochs, got {}", name, describe(node)),
                    "write a whole number of at least 1, such as 5 or '5 epochs'");
    return false;
  }
  value.epochs = static_cast<std::int64_t>(*epochs);
  return true;
}

TypeInfo Codec<train::EpochCount>::info() {
  return {"epochs or 'N epochs'",
          [](JsonDefinitions&) {
            Node number = json_type("integer");
            number.set("minimum", Node::integer(1));
            Node text = json_type("string");
            text.set("pattern", Node::string("^[0-9]+ *epochs?$"));
            Node any = Node::map();
            any.set("anyOf", Node::sequence({std::move(number), std::move(text)}));
            return any;
          },
          {}};
}

}  // namespace nnctl::schema
