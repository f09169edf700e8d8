#include "data/number_encoder.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/cell_text.hpp"
#include "data/column_types.hpp"
#include "data/columns.hpp"

namespace nnctl::data {
namespace {

constexpr std::string_view kTooLarge = "is beyond the range of 32-bit numbers (3.4e38)";
constexpr std::size_t kBlockRows = 1024;

// Why a cell is no value of the column; none for one that is.
std::optional<CellMistake> mistake_of(const Cell& cell, const std::string& name, const MissingOption& missing) {
  if (cell.is_missing()) {
    if (missing.kind != MissingOption::Kind::kError) return {};
    return missing_while_fitting(name, "mean, median or {constant: V}");
  }
  const std::optional<double> value = cell.number();
  if (!value) {
    return CellMistake{fmt::format("{} is not a number", in_quotes(cell)),
                       fmt::format("correct it, or leave the column out: data.exclude: [{}]", column_key(name))};
  }
  if (!to_real(*value)) return CellMistake{fmt::format("{} {}", in_quotes(cell), kTooLarge), "correct it"};
  return {};
}

// What the rows hold beside values.
struct Findings {
  bool any_number = false;
  bool any_wrong = false;
  std::int64_t first_text = -1;  // row
};

bool are_all_values(const ColumnView& column, const RowIds& rows) {
  std::int64_t values = 0;
  ColumnValues(column, rows, nullptr).visit([&](std::span<const double> run) {
    values += std::ranges::count_if(run, [](double value) { return to_real(value).has_value(); });
  });
  return values == rows.count();
}

Findings look_at(const ColumnView& column, const RowIds& rows, const MissingOption& missing) {
  Findings findings;
  if (are_all_values(column, rows)) {
    findings.any_number = !rows.empty();
    return findings;
  }
  for (const std::int64_t row : rows) {
    const Cell cell = column.cell(row);
    const std::optional<double> value = cell.number();
    if (value) {
      findings.any_number = true;
      findings.any_wrong = findings.any_wrong || !to_real(*value);
    } else if (!cell.is_missing()) {
      if (findings.first_text < 0) findings.first_text = row;
    } else if (missing.kind == MissingOption::Kind::kError) {
      findings.any_wrong = true;
    }
  }
  return findings;
}

// Whether all cells are values or may be missing.
bool check_values(const ColumnView& column, const RowIds& rows, const Findings& findings, const MissingOption& missing,
                  CellMistakes& mistakes) {
  const std::string& name = column.name();
  if (findings.first_text >= 0 && !findings.any_number) {
    mistakes.add_column(
        column.column,
        {fmt::format("holds text, numbers were expected ({} in row {})", in_quotes(column.cell(findings.first_text)),
                     column.table->row_number(findings.first_text)),
         fmt::format("let it be a category: data.columns.{0}: category, or leave it out: "
                     "data.exclude: [{0}]",
                     column_key(name))});
    return false;
  }
  if (findings.first_text < 0 && !findings.any_wrong) return true;
  for (const std::int64_t row : rows) {
    if (auto mistake = mistake_of(column.cell(row), name, missing)) {
      mistakes.add(row, column.column, std::move(*mistake));
    }
  }
  return false;
}

class NumberColumn final : public ColumnType {
 public:
  explicit NumberColumn(const NumberOptions& options) : options_(options) {}

  ColumnRequest request() const override { return {ColumnRequest::Kind::kNumber, {}, {}}; }
  std::optional<std::int64_t> width() const override { return options_.filled.indicator ? 2 : 1; }
  bool drops_missing() const override { return options_.filled.missing.kind == MissingOption::Kind::kDrop; }
  std::unique_ptr<FeatureEncoder> fit(const ColumnView& column, const RowIds& rows,
                                      CellMistakes& mistakes) const override {
    return fit_number_encoder(column, rows, options_, mistakes);
  }
  std::unique_ptr<FeatureEncoder> read(const nlohmann::json& json) const override {
    return std::make_unique<NumberEncoder>(json);
  }

 private:
  NumberOptions options_;
};

}  // namespace

NumberEncoder::NumberEncoder(const nlohmann::json& json) : FilledEncoder(json), scaling_(json) {}

nlohmann::json NumberEncoder::to_json() const {
  nlohmann::json json{{"kind", kKind}};
  scaling_.write(json);
  write(json);
  return json;
}

bool NumberEncoder::put_value(double value, Real* features) const {
  const std::optional<Real> scaled = to_real(scaling_.apply(value));
  if (scaled) *features = *scaled;
  return scaled.has_value();
}

CellMistake NumberEncoder::not_readable(const Cell& cell) const {
  return {fmt::format("{} is not a number", in_quotes(cell)), "correct it"};
}

void NumberEncoder::encode_rows(const EncodeCall& call, EncodeState& state, const WrongCell& wrong) const {
  const bool is_numeric = call.column.storage() != Storage::kText;
  if (!is_numeric || fill().goes_forward() || has_indicator()) {
    FilledEncoder::encode_rows(call, state, wrong);
    return;
  }
  std::array<double, kBlockRows> values{};
  for (std::size_t first = 0; first < call.rows.size(); first += kBlockRows) {
    const auto rows = call.rows.subspan(first, std::min(kBlockRows, call.rows.size() - first));
    call.column.numbers(rows, values.data());
    Real* features = call.features + static_cast<std::int64_t>(first) * call.stride;
    for (std::size_t i = 0; i < rows.size(); ++i, features += call.stride) {
      if (put_value(values[i], features)) continue;  // not NaN, which stands for a cell without a number
      if (auto mistake = encode(call.column.cell(rows[i]), features)) {
        wrong(first + i, std::move(*mistake));
      }
    }
  }
}

std::unique_ptr<NumberEncoder> fit_number_encoder(const ColumnView& column, const RowIds& rows,
                                                  const NumberOptions& options, CellMistakes& mistakes) {
  const MissingOption& missing = options.filled.missing;
  const Findings findings = look_at(column, rows, missing);
  if (!check_values(column, rows, findings, missing, mistakes)) return nullptr;
  if (!findings.any_number && (options.scale != Scale::kNone || needs_values(missing))) {
    mistakes.add_column(column.column, no_value_in_training(column.name()));
    return nullptr;
  }
  const ColumnValues values(column, rows, nullptr);
  const Scaling scaling = findings.any_number ? Scaling::fit(options.scale, values) : Scaling();
  return std::make_unique<NumberEncoder>(scaling, MissingFill(missing, values), options.filled.indicator);
}

const schema::PartType<ColumnType>& number_column() {
  static const auto type = schema::part_type<NumberColumn, ColumnType>(
      "number", "number", "A number as one feature.",
      filled_fields(schema::Schema<NumberOptions>("a number column",
                                                  "How numbers become features, by statistics of "
                                                  "the training rows.")
                        .field("scale", &NumberOptions::scale,
                               "standard: zero mean, unit deviation; minmax: 0 to 1; robust: (x - median) / (third - "
                               "first quartile); log: sign(x) log(1 + |x|), then standard; unit: x / greatest |x|; "
                               "none: as it is."),
                    &NumberOptions::filled),
      {{"{type: number, scale: robust, missing: median}"},
       {"{type: number, missing: {constant: 0}, indicator: true}"}});
  return type;
}

}  // namespace nnctl::data
