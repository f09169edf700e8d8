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

struct PresentValues {
  std::vector<double> values;
  bool complete = true;  // no mistake was found
};

PresentValues read_values(const ColumnView& column, const RowIds& rows, const MissingOption& missing,
                          CellMistakes& mistakes) {
  PresentValues present;
  present.values.reserve(rows.size());
  const std::string& name = column.name();
  std::vector<std::pair<std::int64_t, CellMistake>> wrong;
  bool any_number = false;
  bool any_text = false;
  for (const std::int64_t row : rows) {
    const Cell cell = column.cell(row);
    if (cell.is_missing()) {
      if (missing.kind == MissingOption::Kind::kError) {
        wrong.emplace_back(row, missing_while_fitting(name, "mean, median or {constant: V}"));
      }
      continue;
    }
    const std::optional<double> value = cell.number();
    if (value && to_real(*value)) {
      any_number = true;
      present.values.push_back(*value);
    } else if (value) {
      any_number = true;
      wrong.emplace_back(row, CellMistake{fmt::format("{} {}", in_quotes(cell), kTooLarge), "correct it"});
    } else {
      any_text = true;
      wrong.emplace_back(
          row, CellMistake{fmt::format("{} is not a number", in_quotes(cell)),
                           fmt::format("correct it, or leave the column out: data.exclude: [{}]", column_key(name))});
    }
  }
  present.complete = wrong.empty();
  if (any_text && !any_number) {
    const auto first = std::find_if(wrong.begin(), wrong.end(),
                                    [&](const auto& entry) { return !column.cell(entry.first).is_missing(); });
    mistakes.add_column(column.column,
                        {fmt::format("holds text, numbers were expected ({} in row {})",
                                     in_quotes(column.cell(first->first)), column.table->row_number(first->first)),
                         fmt::format("let it be a category: data.columns.{0}: category, or leave it out: "
                                     "data.exclude: [{0}]",
                                     column_key(name))});
    return present;
  }
  for (auto& [row, mistake] : wrong) mistakes.add(row, column.column, std::move(mistake));
  return present;
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
  const auto [values, complete] = read_values(column, rows, missing, mistakes);
  if (!complete) return nullptr;
  if (values.empty() && (options.scale != Scale::kNone || needs_values(missing))) {
    mistakes.add_column(column.column, no_value_in_training(column.name()));
    return nullptr;
  }
  const Scaling scaling = values.empty() ? Scaling() : Scaling::fit(options.scale, values);
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
