#include "experiment/data_block.hpp"

#include "schema/optional_check.hpp"

namespace nnctl::schema {

using data::ArrayScale;
using data::TargetMissing;
using data::TargetType;

const std::vector<Choice<ArrayScale>>& Choices<ArrayScale>::all() {
  static const std::vector<Choice<ArrayScale>> choices = {{"unit", ArrayScale::kUnit}, {"none", ArrayScale::kNone}};
  return choices;
}

const std::vector<Choice<TargetType>>& Choices<TargetType>::all() {
  static const std::vector<Choice<TargetType>> choices = {{"auto", TargetType::kAuto},
                                                          {"number", TargetType::kNumber},
                                                          {"category", TargetType::kCategory},
                                                          {"multi_label", TargetType::kMultiLabel}};
  return choices;
}

const std::vector<Choice<TargetMissing>>& Choices<TargetMissing>::all() {
  static const std::vector<Choice<TargetMissing>> choices = {{"error", TargetMissing::kError},
                                                             {"drop", TargetMissing::kDrop}};
  return choices;
}

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
                 "The shape of an array's row; empty: its own, and (height, width, 1) for (height, width) unless "
                 "only (steps, features) fits the layers.")
          .field("scale", &DataBlock::scale,
                 "unit: an array's integers over their type's maximum; null: unit for unsigned bytes, else none.")
          .field("order_by", &DataBlock::order_by,
                 "The column that orders the rows in time, numbers or times; never a feature.")
          .field("group_by", &DataBlock::group_by,
                 "The column that groups rows: windows, splits and folds keep groups whole; never a feature.")
          .field("folds", &DataBlock::folds, "Folds of a cross-validation, each scored once; null: none.",
                 schema::if_given(schema::at_least(std::int64_t{2})))
          .field("fold", &DataBlock::fold, "The one fold to train, from 1; null: all of them, one after the other.",
                 schema::if_given(schema::at_least(std::int64_t{1})))
          .field("window", &DataBlock::window, "Samples that are windows over ordered rows; null: a sample is a row.")
          .field("csv", &DataBlock::csv, "How CSV files are written.")
          .field("na_values", &DataBlock::na_values,
                 "Texts that stand for a missing value, beside an empty one, NA, N/A, NaN and null.")
          .field("memory", &DataBlock::memory,
                 "How much of the data may be in memory: 512MB, 2GB. Rows that take more are trained in windows.")
          .field("cache", &DataBlock::cache,
                 "auto: tables of 64 MB and more, or of more than `memory`, are kept in .nnctl-cache/ and read again "
                 "from there; off; or a folder that keeps all.")
          .field("preprocessing", &DataBlock::preprocessing,
                 "A run whose scales, fills, categories, vocabularies and classes are used; null: they are fitted to "
                 "the training rows.");
  return schema;
}

data::CsvOptions DataBlock::csv_options() const {
  data::CsvOptions options = csv;
  options.na_values = na_values;
  return options;
}

data::DataConfig DataBlock::to_config() const {
  const auto written = [&](data::SourceConfig source) {
    source.csv = csv_options();
    source.cache = cache;
    source.memory = memory;
    return source;
  };
  return {written(train),
          written(validation),
          written(test),
          target,
          features,
          exclude,
          id.value_or(""),
          weight.value_or(""),
          columns,
          defaults,
          shape,
          scale,
          split,
          order_by,
          group_by.value_or(""),
          folds.value_or(0),
          fold.value_or(0),
          window,
          memory};
}

}  // namespace nnctl::experiment
