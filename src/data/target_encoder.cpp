#include "data/target_encoder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/assert.hpp"
#include "base/edit_distance.hpp"
#include "data/cell_text.hpp"
#include "data/label_cells.hpp"
#include "data/mistakes.hpp"
#include "data/preprocessor.hpp"

namespace nnctl::data {
namespace {

constexpr int kVersion = 1;

CellMistake missing_target(const std::string& column) {
  return {"the target is missing",
          fmt::format("fill it in, or leave such rows out: data.target: {{column: {}, missing: drop}}", column)};
}

[[noreturn]] void fail(const Table& table, std::string message, std::string hint) {
  throw UserError(
      Fault::kData,
      {{.place = {.file = table.place().file}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

// What the cells of one column hold, with the first row of each kind (-1: none).
struct CellKinds {
  std::int64_t first_text = -1;
  std::int64_t first_fraction = -1;
  std::int64_t first_number = -1;
};

CellKinds look_at(const ColumnView& column) {
  CellKinds kinds;
  for (std::int64_t row = 0; row < column.table->num_rows(); ++row) {
    const Cell cell = column.cell(row);
    const std::optional<double> value = cell.number();
    if (!value && cell.is_missing()) continue;
    std::int64_t& first = !value                         ? kinds.first_text
                          : *value != std::floor(*value) ? kinds.first_fraction
                                                         : kinds.first_number;
    if (first < 0) first = row;
  }
  return kinds;
}

// Whether one column of type auto holds classes.
bool holds_classes(const ColumnView& column, const CellKinds& kinds, bool wants_category) {
  const Table& table = *column.table;
  const auto shown = [&](std::int64_t row) {
    return fmt::format("{} in row {}", in_quotes(column.cell(row)), table.row_number(row));
  };
  const std::int64_t number = kinds.first_number >= 0 ? kinds.first_number : kinds.first_fraction;
  if (kinds.first_text >= 0 && number >= 0 && !wants_category) {
    fail(table,
         fmt::format("target '{}' holds numbers ({}) and text ({})", column.name(), shown(number),
                     shown(kinds.first_text)),
         "correct the text, or say data.target.type: category if these are classes");
  }
  if (kinds.first_text >= 0) return true;
  if (wants_category && kinds.first_fraction >= 0) {
    fail(table,
         fmt::format("target '{}' holds fractions ({}), the loss is one for classes", column.name(),
                     shown(kinds.first_fraction)),
         "choose a loss for numbers such as mean_squared_error, or data.target.type: category");
  }
  return wants_category;
}

ClassList classes_of(const ColumnView& column) {
  std::set<std::string, std::less<>> labels;
  for (std::int64_t row = 0; row < column.table->num_rows(); ++row) {
    const Cell cell = column.cell(row);
    if (!cell.is_missing()) labels.insert(cell.text());
  }
  return ClassList::sorted(labels);
}

int positive_index(const ClassList& classes, const TargetConfig& config) {
  if (config.positive.empty()) return classes.size() - 1;
  const int index = classes.find(config.positive);
  if (index < 0) {
    const std::string nearest = nearest_name(config.positive, classes.labels());
    throw UserError(Fault::kConfig,
                    fmt::format("data.target.positive: '{}' is not one of the classes of '{}'", config.positive,
                                config.columns.front()),
                    fmt::format("{}classes: {}", nearest.empty() ? "" : fmt::format("did you mean '{}'? ", nearest),
                                listed(classes.labels())));
  }
  return index;
}

}  // namespace

TargetEncoder TargetEncoder::fit(const Table& table, const TargetConfig& config, bool wants_category) {
  TargetEncoder encoder;
  encoder.columns_ = config.columns;
  encoder.threshold_ = config.threshold;
  encoder.drops_missing_ = config.missing == TargetMissing::kDrop;
  const std::vector<int> columns = find_columns(table, config.columns);
  bool is_category = config.type == TargetType::kCategory || !config.classes.empty();
  if (columns.size() == 1 && !is_category && config.type == TargetType::kAuto) {
    const ColumnView column{&table, columns.front()};
    const CellKinds kinds = look_at(column);
    is_category = holds_classes(column, kinds, wants_category);
    encoder.is_whole_numbers_ = !is_category && kinds.first_fraction < 0;
  }
  const RowIds rows = encoder.rows_with_target(table);
  if (rows.empty()) {
    fail(table, fmt::format("no row has a target: '{}' is missing in all of them", config.columns.front()),
         "choose another data.target");
  }
  if (config.type == TargetType::kMultiLabel) {
    encoder.kind_ = TargetKind::kLabels;
    if (columns.size() == 1) encoder.separator_ = config.separator;
    encoder.classes_ = columns.size() > 1        ? ClassList(config.columns)
                       : !config.classes.empty() ? ClassList(config.classes)
                                                 : labels_of({&table, columns.front()}, config.separator);
    encoder.encode_labels(table, rows);  // for its errors
    return encoder;
  }
  if (is_category && config.scale != Scale::kNone) {
    throw UserError(Fault::kConfig,
                    fmt::format("data.target.scale: '{}' holds classes, which have no scale", config.columns.front()),
                    "remove it");
  }
  if (!is_category) {
    encoder.encode_numbers(table, rows);  // for its errors
    return encoder;
  }
  encoder.kind_ = TargetKind::kClasses;
  encoder.classes_ = config.classes.empty() ? classes_of({&table, columns.front()}) : ClassList(config.classes);
  const std::vector<std::int64_t> counts = count_classes(encoder.class_ids(table, rows), encoder.num_classes());
  const auto present = std::find_if(counts.begin(), counts.end(), [](std::int64_t count) { return count > 0; });
  if (*present == rows.count()) {
    fail(table,
         fmt::format("target '{}' has one class, '{}', in all {}", config.columns.front(),
                     encoder.classes()[static_cast<std::size_t>(present - counts.begin())],
                     counted(rows.count(), "row")),
         "a classifier needs at least two classes");
  }
  encoder.positive_ = positive_index(encoder.classes_, config);
  return encoder;
}

RowIds TargetEncoder::rows_with_target(const Table& table) const {
  if (!drops_missing_) return all_rows(table);
  return rows_with_values(table, find_columns(table, columns_), all_rows(table));
}

std::int64_t TargetEncoder::width(TargetEncoding encoding) const {
  if (encoding == TargetEncoding::kNumbers) return std::ssize(columns_);
  return encoding == TargetEncoding::kOneHot ? num_classes() : 1;
}

std::vector<std::int32_t> TargetEncoder::class_ids(const Table& table, const RowIds& rows) const {
  NNCTL_ASSERT(kind_ == TargetKind::kClasses, "only a target of classes has one a row");
  const int index = find_columns(table, columns_).front();
  const Column& column = table.column(index);
  const bool has_words = column.storage() == Storage::kText;
  std::vector<std::int32_t> of_word(has_words ? static_cast<std::size_t>(column.words().size()) : 0);
  for (std::size_t word = 0; word < of_word.size(); ++word) {
    of_word[word] = classes_.find(column.words()[static_cast<std::int32_t>(word)]);
  }
  std::vector<std::int32_t> ids;
  ids.reserve(rows.size());
  CellMistakes mistakes(table);
  for (const std::int64_t row : rows) {
    const std::int32_t word = has_words ? column.word_id(row) : kMissingWord;
    const Cell cell = word == kMissingWord ? column.cell(row) : Cell();
    const bool is_missing = word == kMissingWord && cell.is_missing();
    ids.push_back(word != kMissingWord ? of_word[static_cast<std::size_t>(word)]
                  : is_missing         ? -1
                                       : classes_.find(cell.text()));
    if (ids.back() < 0) {
      mistakes.add(
          row, index,
          is_missing ? missing_target(column.name()) : not_among(table.cell(row, index), classes(), "classes"));
    }
  }
  mistakes.throw_if_any();
  return ids;
}

void TargetEncoder::fit_scale(const Table& table, const RowIds& rows, Scale scale) {
  if (kind_ != TargetKind::kNumbers || scale == Scale::kNone) return;
  const std::vector<Real> values = encode_numbers(table, rows);
  std::vector<double> column(rows.size());
  std::vector<Scaling> scalings;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      column[i] = static_cast<double>(values[i * columns_.size() + c]);
    }
    scalings.push_back(Scaling::fit(scale, column));
  }
  scalings_ = std::move(scalings);
}

std::vector<Real> TargetEncoder::encode_labels(const Table& table, const RowIds& rows) const {
  const std::vector<int> columns = find_columns(table, columns_);
  const auto width = static_cast<std::size_t>(num_classes());
  std::vector<Real> values(rows.size() * width);
  CellMistakes mistakes(table);
  Real* labels = values.data();
  for (const std::int64_t row : rows) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const Cell cell = table.cell(row, columns[c]);
      if (cell.is_missing()) continue;
      auto mistake = separator_.empty() ? put_flag(cell, labels[c]) : put_labels(cell, separator_, classes_, labels);
      if (mistake) mistakes.add(row, columns[c], std::move(*mistake));
    }
    labels += width;
  }
  mistakes.throw_if_any();
  return values;
}

std::vector<Real> TargetEncoder::encode_numbers(const Table& table, const RowIds& rows) const {
  const std::vector<int> columns = find_columns(table, columns_);
  std::vector<Real> values;
  values.reserve(rows.size() * columns.size());
  CellMistakes mistakes(table);
  for (const std::int64_t row : rows) {
    for (const int column : columns) {
      const Cell cell = table.cell(row, column);
      const std::optional<double> number = cell.number();
      const std::optional<Real> value = number ? to_real(*number) : std::nullopt;
      const std::size_t place = values.size() % columns.size();
      const auto scaled = value && !scalings_.empty() ? to_real(scalings_[place].apply(*number)) : value;
      values.push_back(scaled.value_or(Real{0}));
      if (scaled) continue;
      if (number) {
        mistakes.add(row, column,
                     {fmt::format("{} is beyond the range of 32-bit numbers (3.4e38)", in_quotes(cell)), "correct it"});
      } else if (cell.is_missing()) {
        mistakes.add(row, column, missing_target(table.column(column).name()));
      } else {
        mistakes.add(row, column,
                     {fmt::format("{} is not a number, which the target is", in_quotes(cell)),
                      columns.size() == 1 ? "correct it, or say data.target.type: category" : "correct it"});
      }
    }
  }
  mistakes.throw_if_any();
  return values;
}

std::vector<Real> TargetEncoder::encode(const Table& table, const RowIds& rows, TargetEncoding encoding) const {
  if (kind_ == TargetKind::kLabels) return encode_labels(table, rows);
  NNCTL_ASSERT((encoding == TargetEncoding::kNumbers) == (kind_ == TargetKind::kNumbers),
               "an encoding of another kind than the target's");
  if (encoding == TargetEncoding::kNumbers) return encode_numbers(table, rows);
  const std::vector<std::int32_t> ids = class_ids(table, rows);
  std::vector<Real> values;
  if (encoding == TargetEncoding::kOneHot) {
    values.assign(ids.size() * static_cast<std::size_t>(num_classes()), Real{0});
    for (std::size_t i = 0; i < ids.size(); ++i) {
      values[i * static_cast<std::size_t>(num_classes()) + static_cast<std::size_t>(ids[i])] = Real{1};
    }
    return values;
  }
  values.reserve(ids.size());
  for (const std::int32_t id : ids) {
    values.push_back(encoding == TargetEncoding::kBinary ? static_cast<Real>(id == positive_) : static_cast<Real>(id));
  }
  return values;
}

nlohmann::json TargetEncoder::to_json() const {
  nlohmann::json json{{"version", kVersion}, {"columns", columns_}};
  json["kind"] = kind_ == TargetKind::kClasses ? "classes" : kind_ == TargetKind::kLabels ? "labels" : "numbers";
  if (drops_missing_) json["drops_missing"] = true;
  if (kind_ != TargetKind::kNumbers) json["threshold"] = threshold_;
  if (kind_ == TargetKind::kLabels) {
    json["classes"] = classes();
    json["separator"] = separator_;
  }
  for (const Scaling& scaling : scalings_) {
    nlohmann::json one;
    scaling.write(one);
    json["scales"].push_back(std::move(one));
  }
  if (kind_ == TargetKind::kClasses) {
    json["classes"] = classes();
    json["positive"] = classes()[static_cast<std::size_t>(positive_)];
  }
  return json;
}

TargetEncoder TargetEncoder::from_json(const nlohmann::json& json) {
  const auto refuse = [](std::string_view why) {
    throw UserError(Fault::kData, fmt::format("the model's target cannot be read: {}", why),
                    "the model file is damaged, was edited or comes from a newer nnctl");
  };
  TargetEncoder encoder;
  try {
    if (json.at("version").get<int>() != kVersion) refuse(fmt::format("version {}", json.at("version").dump()));
    encoder.columns_ = json.at("columns").get<std::vector<std::string>>();
    const auto kind = json.at("kind").get<std::string>();
    if (kind != "classes" && kind != "numbers" && kind != "labels") refuse(fmt::format("kind '{}'", kind));
    encoder.threshold_ = json.value("threshold", 0.5);
    encoder.drops_missing_ = json.value("drops_missing", false);
    for (const nlohmann::json& scaling : json.value("scales", nlohmann::json::array())) {
      encoder.scalings_.emplace_back(scaling);
    }
    if (!encoder.scalings_.empty() && encoder.scalings_.size() != encoder.columns_.size()) refuse("its scales");
    if (kind == "labels") {
      encoder.kind_ = TargetKind::kLabels;
      encoder.classes_ = ClassList(json.at("classes").get<std::vector<std::string>>());
      encoder.separator_ = json.at("separator").get<std::string>();
    }
    if (kind == "classes") {
      encoder.kind_ = TargetKind::kClasses;
      encoder.classes_ = ClassList(json.at("classes").get<std::vector<std::string>>());
      encoder.positive_ = encoder.classes_.find(json.at("positive").get<std::string>());
      if (encoder.columns_.size() != 1 || encoder.positive_ < 0) refuse("its classes do not fit together");
    }
  } catch (const nlohmann::json::exception& error) {
    refuse(error.what());
  }
  return encoder;
}

std::vector<std::int64_t> count_classes(std::span<const std::int32_t> class_ids, int num_classes) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(num_classes));
  for (const std::int32_t id : class_ids) ++counts[static_cast<std::size_t>(id)];
  return counts;
}

}  // namespace nnctl::data
