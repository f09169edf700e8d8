// A column of true and false as one feature of 0 and 1; with an indicator two.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/boolean_words.hpp"
#include "data/cell_text.hpp"
#include "data/column_types.hpp"
#include "data/filled_encoder.hpp"

namespace nnctl::data {
namespace {

struct BooleanOptions {
  FilledOptions filled;
};

std::optional<double> value_of_cell(const Cell& cell) {
  if (cell.is_text()) {
    const std::optional<bool> value = boolean_of(cell.raw_text());
    return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
  }
  const std::optional<double> number = cell.number();
  return number == 0.0 || number == 1.0 ? number : std::nullopt;
}

CellMistake not_boolean(const Cell& cell) {
  return {fmt::format("{} is neither true nor false", in_quotes(cell)),
          "true, yes, t, y, 1 and false, no, f, n, 0 are read, in any case"};
}

class BooleanEncoder final : public FilledEncoder {
 public:
  BooleanEncoder(MissingFill fill, bool has_indicator) : FilledEncoder(fill, has_indicator) {}
  explicit BooleanEncoder(const nlohmann::json& json) : FilledEncoder(json) {}

  ColumnRequest request() const override { return {ColumnRequest::Kind::kText, {}, {}}; }
  nlohmann::json to_json() const override {
    nlohmann::json json{{"kind", "boolean"}};
    write(json);
    return json;
  }

 private:
  std::optional<double> value_of(const Cell& cell) const override { return value_of_cell(cell); }
  bool put_value(double value, Real* features) const override {
    *features = static_cast<Real>(value);
    return true;
  }
  CellMistake not_readable(const Cell& cell) const override { return not_boolean(cell); }
};

class BooleanColumn final : public ColumnType {
 public:
  explicit BooleanColumn(const BooleanOptions& options) : options_(options.filled) {}

  ColumnRequest request() const override { return {ColumnRequest::Kind::kText, {}, {}}; }
  std::optional<std::int64_t> width() const override { return options_.indicator ? 2 : 1; }
  bool drops_missing() const override { return options_.missing.kind == MissingOption::Kind::kDrop; }

  std::unique_ptr<FeatureEncoder> fit(const ColumnView& column, const RowIds& rows,
                                      CellMistakes& mistakes) const override {
    bool any_value = false;
    bool complete = true;
    for (const std::int64_t row : rows) {
      const Cell cell = column.cell(row);
      const std::optional<double> value = value_of_cell(cell);
      const bool may_be_missing = options_.missing.kind != MissingOption::Kind::kError;
      any_value = any_value || value;
      if (value || (cell.is_missing() && may_be_missing)) continue;
      complete = false;
      mistakes.add(
          row, column.column,
          cell.is_missing() ? missing_while_fitting(column.name(), "mode, mean or {constant: V}") : not_boolean(cell));
    }
    if (complete && !any_value && needs_values(options_.missing)) {
      mistakes.add_column(column.column, no_value_in_training(column.name()));
      complete = false;
    }
    if (!complete) return nullptr;
    return std::make_unique<BooleanEncoder>(MissingFill(options_.missing, ColumnValues(column, rows, value_of_cell)),
                                            options_.indicator);
  }

  std::unique_ptr<FeatureEncoder> read(const nlohmann::json& json) const override {
    return std::make_unique<BooleanEncoder>(json);
  }

 private:
  FilledOptions options_;
};

}  // namespace

std::optional<bool> boolean_of(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, bool>, 10> kWords = {{{"true", true},
                                                                         {"yes", true},
                                                                         {"t", true},
                                                                         {"y", true},
                                                                         {"1", true},
                                                                         {"false", false},
                                                                         {"no", false},
                                                                         {"f", false},
                                                                         {"n", false},
                                                                         {"0", false}}};
  const std::string_view word = trimmed(text);
  for (const auto& [name, value] : kWords) {
    if (schema::equal_ignoring_case(word, name)) return value;
  }
  return {};
}

const schema::PartType<ColumnType>& boolean_column() {
  static const auto type = schema::part_type<BooleanColumn, ColumnType>(
      "boolean", "boolean", "True and false as one feature, 1 and 0: true, yes, t, y, 1 and false, no, f, n, 0.",
      filled_fields(schema::Schema<BooleanOptions>("a boolean column", "How true and false become a feature."),
                    &BooleanOptions::filled),
      {{"boolean"}, {"{type: boolean, missing: mode, indicator: true}"}});
  return type;
}

}  // namespace nnctl::data
