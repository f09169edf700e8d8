#include "experiment/data_block.hpp"

namespace nnctl::schema {

using data::ArrayScale;
using data::SplitConfig;
using data::SplitStrategy;
using data::TargetType;

const std::vector<Choice<ArrayScale>>& Choices<ArrayScale>::all() {
  static const std::vector<Choice<ArrayScale>> choices = {{"unit", ArrayScale::kUnit}, {"none", ArrayScale::kNone}};
  return choices;
}

const std::vector<Choice<TargetType>>& Choices<TargetType>::all() {
  static const std::vector<Choice<TargetType>> choices = {{"auto", TargetType::kAuto},
                                                          {"number", TargetType::kNumber},
                                                          {"category", TargetType::kCategory},
                                                          {"multi_label", TargetType::kAuto, true}};
  return choices;
}

const std::vector<Choice<SplitStrategy>>& Choices<SplitStrategy>::all() {
  static const std::vector<Choice<SplitStrategy>> choices = {
      {"auto", SplitStrategy::kAuto},        {"stratified", SplitStrategy::kStratified},
      {"random", SplitStrategy::kRandom},    {"time", SplitStrategy::kAuto, true},
      {"group", SplitStrategy::kAuto, true}, {"column", SplitStrategy::kAuto, true}};
  return choices;
}

namespace {

// The struct's seed is unsigned, YAML's integers are not.
struct SplitMap {
  SplitStrategy strategy = SplitStrategy::kAuto;
  std::optional<double> validation;
  std::optional<double> test;
  std::int64_t seed = 0;

  static const Schema<SplitMap>& schema() {
    static const auto schema =
        Schema<SplitMap>("'split'",
                         "Which rows are held out. Below 1 a share of `train`, from 1 a number of rows, 0 none.")
            .field("strategy", &SplitMap::strategy, "auto: stratified for classes, else random.")
            .field("validation", &SplitMap::validation,
                   "Rows to validate on; null: 0.15, or 0 with a `validation` source.")
            .field("test", &SplitMap::test, "Rows held out for `nnctl eval`; null: 0.15, or 0 with a `test` source.")
            .field("seed", &SplitMap::seed, "Moves the split; --seed does not.", at_least(std::int64_t{0}))
            .later("by", "The column that names each row's part or group.")
            .later("train", "Values of the `by` column that train.");
    return schema;
  }
};

}  // namespace

bool Codec<SplitConfig>::read(Reader& reader, const Node& node, std::string_view name, SplitConfig& value) {
  SplitMap map;
  if (!Codec<SplitMap>::read(reader, node, name, map)) return false;
  value = {map.strategy, map.validation, map.test, static_cast<std::uint64_t>(map.seed)};
  return true;
}

Node Codec<SplitConfig>::write(const SplitConfig& value) {
  const SplitMap map{value.strategy, value.validation, value.test, static_cast<std::int64_t>(value.seed)};
  return SplitMap::schema().write(&map);
}

TypeInfo Codec<SplitConfig>::info() { return Codec<SplitMap>::info(); }

}  // namespace nnctl::schema

namespace nnctl::experiment {

const schema::Schema<DataBlock>& DataBlock::schema() {
  static const auto schema =
      schema::Schema<DataBlock>("'data'", "What is read, which columns play which role, and how rows are split.")
          .required("train", &DataBlock::train,
                    "The training data: CSV, or IDX or NumPy arrays. Relative to the config file.")
          .field("validation", &DataBlock::validation, "Validation data of its own; null: a share of `train`.")
          .field("test", &DataBlock::test, "Test data of its own; null: a share of `train`. Training never reads it.")
          .field("target", &DataBlock::target,
                 "The column the model learns to tell; null with arrays, whose target is `y`.")
          .field("features", &DataBlock::features,
                 "Columns the model sees, names or patterns; empty: every column with no other role.")
          .field("exclude", &DataBlock::exclude, "Columns left out of the features, names or patterns.")
          .field("id", &DataBlock::id, "A column that names the rows; never a feature.")
          .field("weight", &DataBlock::weight,
                 "A column that says how much each row counts in the loss, 0 or more; never a feature.")
          .field("columns", &DataBlock::columns, "Types and options of single columns, by name or pattern.")
          .field("defaults", &DataBlock::defaults, "Options of all other columns, by type.")
          .field("split", &DataBlock::split, "Rows held out for validation and test.")
          .field("shape", &DataBlock::shape,
                 "The shape of an array's row; empty: its own, and (height, width, 1) for (height, width).")
          .field("scale", &DataBlock::scale,
                 "unit: an array's integers over their type's maximum; null: unit for unsigned bytes, else none.")
          .later("order_by", "The column that orders the rows in time.")
          .later("group_by", "The column that groups rows; windows and group splits keep groups whole.")
          .later("folds", "Number of cross-validation folds.")
          .later("window", "Windows over ordered rows.")
          .later("csv", "The CSV dialect.")
          .later("na_values", "Further markers of missing values.")
          .later("preprocessing", "A run to take the fitted preprocessing from.");
  return schema;
}

data::DataConfig DataBlock::to_config() const {
  return {train,   validation, test,  target, features, exclude, id.value_or(""), weight.value_or(""),
          columns, defaults,   shape, scale,  split};
}

}  // namespace nnctl::experiment
