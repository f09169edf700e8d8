#include "data/target_encoder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/edit_distance.hpp"
#include "data/cell_text.hpp"
#include "data/flag_columns.hpp"
#include "data/label_cells.hpp"
#include "data/mistakes.hpp"
#include "data/preprocessor.hpp"
#include "data/target_column.hpp"
#include "data/target_runs.hpp"

namespace nnctl::data {
namespace {

CellMistake missing_target(const std::string& column) {
  return {"the target is missing",
          fmt::format("fill it in, or leave such rows out: data.target: {{column: {}, missing: drop}}", column)};
}

[[noreturn]] void fail(const Table& table, std::string message, std::string hint) {
  throw UserError(
      Fault::kData,
      {{.place = {.file = table.place().file}, .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

void check_any(const Table& table, const TargetConfig& config, const RowIds& rows) {
  if (!rows.empty()) return;
  fail(table, fmt::format("no row has a target: '{}' is missing in all of them", config.columns.front()),
       "choose another data.target");
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
         "choose a loss for numbers such as mean_squared_error, or data.target.type: category; shares from 0 to 1 with "
         "binary_crossentropy are type: number");
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

TargetEncoder TargetEncoder::fit(const Table& table, const TargetConfig& config, bool wants_category,
                                 bool wants_labels) {
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
  check_any(table, config, rows);
  if (columns.size() > 1 && config.type == TargetType::kAuto && wants_category &&
      encoder.fit_flags(table, rows, config, wants_labels)) {
    return encoder;
  }
  if (config.type == TargetType::kMultiLabel) {
    encoder.kind_ = TargetKind::kLabels;
    if (columns.size() == 1) encoder.separator_ = config.separator;
    encoder.classes_ = columns.size() > 1        ? ClassList(config.columns)
                       : !config.classes.empty() ? ClassList(config.classes)
                                                 : labels_of({&table, columns.front()}, config.separator);
    encoder.look_at_values(table, rows);
    return encoder;
  }
  if (is_category && config.scale != Scale::kNone) {
    throw UserError(Fault::kConfig,
                    fmt::format("data.target.scale: '{}' holds classes, which have no scale", config.columns.front()),
                    "remove it");
  }
  if (!is_category) {
    encoder.look_at_values(table, rows);
    return encoder;
  }
  encoder.kind_ = TargetKind::kClasses;
  encoder.classes_ = config.classes.empty() ? classes_of({&table, columns.front()}) : ClassList(config.classes);
  const std::vector<std::int64_t> counts = encoder.count_classes(table, rows);
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

TargetEncoder TargetEncoder::adapted(const Table& table, const TargetConfig& config) const {
  NNCTL_ASSERT(config.columns.size() == columns_.size(), "a target of another width");
  TargetEncoder encoder = *this;
  encoder.columns_ = config.columns;
  encoder.threshold_ = config.threshold;
  encoder.drops_missing_ = config.missing == TargetMissing::kDrop;
  if (!separator_.empty()) encoder.separator_ = config.separator;
  const RowIds rows = encoder.rows_with_target(table);
  check_any(table, config, rows);
  if (kind_ == TargetKind::kClasses) {
    encoder.count_classes(table, rows);  // for its errors
  } else {
    encoder.look_at_values(table, rows);
  }
  return encoder;
}

void TargetEncoder::look_at_values(const Table& table, const RowIds& rows) {
  are_shares_ = kind_ == TargetKind::kNumbers;
  visit_values(table, rows, [&](std::span<const Real> values) {
    const auto is_share = [](Real value) { return value >= 0 && value <= 1; };
    are_shares_ = are_shares_ && std::ranges::all_of(values, is_share);
  });
}

bool TargetEncoder::fit_flags(const Table& table, const RowIds& rows, const TargetConfig& config, bool wants_labels) {
  const FlagFacts facts = look_at_flags(table, find_columns(table, columns_), rows);
  if (!facts.are_flags) return false;
  if (!wants_labels && facts.first_other >= 0) {
    fail(table,
         fmt::format("row {} of the target's {} columns has not exactly one 1, as one-hot rows have",
                     table.row_number(facts.first_other), columns_.size()),
         "of several labels a row any may be 1 with sigmoid and binary_crossentropy");
  }
  kind_ = wants_labels ? TargetKind::kLabels : TargetKind::kClasses;
  classes_ = ClassList(flag_classes(columns_));
  if (!wants_labels) positive_ = positive_index(classes_, config);
  return true;
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
  std::vector<std::int32_t> all;
  all.reserve(rows.size());
  visit_class_ids(table, rows,
                  [&](auto, std::span<const std::int32_t> ids) { all.insert(all.end(), ids.begin(), ids.end()); });
  return all;
}

void TargetEncoder::visit_class_ids(const Table& table, const RowIds& rows, const UseClasses& use) const {
  NNCTL_ASSERT(kind_ == TargetKind::kClasses, "only a target of classes has one a row");
  const std::vector<int> columns = find_columns(table, columns_);
  if (is_one_hot()) {
    visit_runs<std::int32_t>(table, rows, 1, use, [&](auto run, std::int32_t* ids, CellMistakes& mistakes) {
      for (const std::int64_t row : run) {
        *ids = place_of_one(table, row, columns);
        if (*ids++ < 0)
          mistakes.add(row, columns.front(), {"the row has not exactly one 1, as one-hot rows have", "correct it"});
      }
    });
    return;
  }
  const int index = columns.front();
  const Column& column = table.column(index);
  const bool has_words = column.storage() == Storage::kText;
  std::vector<std::int32_t> of_word(has_words ? static_cast<std::size_t>(column.words().size()) : 0);
  for (std::size_t word = 0; word < of_word.size(); ++word) {
    of_word[word] = classes_.find(column.words()[static_cast<std::int32_t>(word)]);
  }
  visit_runs<std::int32_t>(table, rows, 1, use, [&](auto run, std::int32_t* ids, CellMistakes& mistakes) {
    for (const std::int64_t row : run) {
      const std::int32_t word = has_words ? column.word_id(row) : kMissingWord;
      const Cell cell = word == kMissingWord ? column.cell(row) : Cell();
      const bool is_missing = word == kMissingWord && cell.is_missing();
      *ids = word != kMissingWord ? of_word[static_cast<std::size_t>(word)]
             : is_missing         ? -1
                                  : classes_.find(cell.text());
      if (*ids++ >= 0) continue;
      mistakes.add(
          row, index,
          is_missing ? missing_target(column.name()) : not_among(table.cell(row, index), classes(), "classes"));
    }
  });
}

std::vector<std::int64_t> TargetEncoder::count_classes(const Table& table, const RowIds& rows) const {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(num_classes()));
  visit_class_ids(table, rows, [&](auto, std::span<const std::int32_t> ids) {
    for (const std::int32_t id : ids) ++counts[static_cast<std::size_t>(id)];
  });
  return counts;
}

void TargetEncoder::fit_scale(const Table& table, const RowIds& rows, Scale scale) {
  if (kind_ != TargetKind::kNumbers || scale == Scale::kNone) return;
  std::vector<Scaling> scalings;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    scalings.push_back(Scaling::fit(
        scale, TargetColumn([&](const UseValues& use) { visit_values(table, rows, use); }, c, columns_.size())));
  }
  scalings_ = std::move(scalings);
}

void TargetEncoder::put_labels(const Table& table, std::span<const std::int64_t> rows, Real* values,
                               CellMistakes& mistakes) const {
  const std::vector<int> columns = find_columns(table, columns_);
  for (const std::int64_t row : rows) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const Cell cell = table.cell(row, columns[c]);
      if (cell.is_missing()) continue;
      auto mistake =
          separator_.empty() ? put_flag(cell, values[c]) : data::put_labels(cell, separator_, classes_, values);
      if (mistake) mistakes.add(row, columns[c], std::move(*mistake));
    }
    values += num_classes();
  }
}

void TargetEncoder::put_numbers(const Table& table, std::span<const std::int64_t> rows, Real* values,
                                CellMistakes& mistakes) const {
  const std::vector<int> columns = find_columns(table, columns_);
  for (const std::int64_t row : rows) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const Cell cell = table.cell(row, columns[c]);
      const std::optional<double> number = cell.number();
      const std::optional<Real> value = number ? to_real(*number) : std::nullopt;
      const auto scaled = value && !scalings_.empty() ? to_real(scalings_[c].apply(*number)) : value;
      *values++ = scaled.value_or(Real{0});
      if (scaled) continue;
      if (number) {
        mistakes.add(row, columns[c],
                     {fmt::format("{} is beyond the range of 32-bit numbers (3.4e38)", in_quotes(cell)), "correct it"});
      } else if (cell.is_missing()) {
        mistakes.add(row, columns[c], missing_target(table.column(columns[c]).name()));
      } else {
        mistakes.add(row, columns[c],
                     {fmt::format("{} is not a number, which the target is", in_quotes(cell)),
                      columns.size() == 1 ? "correct it, or say data.target.type: category" : "correct it"});
      }
    }
  }
}

void TargetEncoder::visit_values(const Table& table, const RowIds& rows, const UseValues& use) const {
  const bool are_labels = kind_ == TargetKind::kLabels;
  const std::int64_t width = are_labels ? num_classes() : std::ssize(columns_);
  visit_runs<Real>(
      table, rows, width, [&](auto, std::span<const Real> values) { use(values); },
      [&](auto run, Real* values, CellMistakes& mistakes) {
        are_labels ? put_labels(table, run, values, mistakes) : put_numbers(table, run, values, mistakes);
      });
}

std::vector<Real> TargetEncoder::encode(const Table& table, const RowIds& rows, TargetEncoding encoding) const {
  const bool are_classes = kind_ == TargetKind::kClasses;
  NNCTL_ASSERT(kind_ == TargetKind::kLabels || (encoding == TargetEncoding::kNumbers) == !are_classes,
               "an encoding of another kind than the target's");
  std::vector<Real> values;
  values.reserve(rows.size() * static_cast<std::size_t>(are_classes ? width(encoding) : 1));
  if (!are_classes) {
    visit_values(table, rows, [&](std::span<const Real> run) { values.insert(values.end(), run.begin(), run.end()); });
    return values;
  }
  visit_class_ids(table, rows, [&](auto, std::span<const std::int32_t> ids) {
    for (const std::int32_t id : ids) {
      if (encoding == TargetEncoding::kOneHot) {
        values.resize(values.size() + static_cast<std::size_t>(num_classes()));
        *(values.end() - num_classes() + id) = Real{1};
      } else {
        values.push_back(encoding == TargetEncoding::kBinary ? static_cast<Real>(id == positive_)
                                                             : static_cast<Real>(id));
      }
    }
  });
  return values;
}

}  // namespace nnctl::data
