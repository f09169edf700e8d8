#include "data/number_encoder.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/cell_text.hpp"
#include "data/columns.hpp"

namespace nnctl::data {
namespace {

constexpr std::string_view kTooLarge = "is beyond the range of 32-bit numbers (3.4e38)";

// Values are finite Reals in size, so that sums of squares cannot overflow a double.
double mean_of(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double deviation_of(std::span<const double> values, double mean) {
  double sum = 0.0;
  for (const double value : values) sum += (value - mean) * (value - mean);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

// For an even count the mean of the two in the middle.
double median_of(std::vector<double> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2.0;
}

struct PresentValues {
  std::vector<double> values;
  bool complete = true;  // no mistake was found
};

PresentValues read_values(const ColumnView& column, std::span<const std::int64_t> rows, const MissingOption& missing,
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
      if (missing.kind != MissingOption::Kind::kError) continue;
      wrong.emplace_back(
          row, CellMistake{"the value is missing",
                           fmt::format("fill it in, or set data.columns.{}.missing to mean, median or {{constant: V}}",
                                       column_key(name))});
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
                         fmt::format("leave it out: data.exclude: [{}]", column_key(name))});
    return present;
  }
  for (auto& [row, mistake] : wrong) mistakes.add(row, column.column, std::move(mistake));
  return present;
}

}  // namespace

NumberEncoder::NumberEncoder(const nlohmann::json& json)
    : offset_(json.at("offset").get<double>()), divisor_(json.at("divisor").get<double>()) {
  if (!json.at("fill").is_null()) fill_ = json.at("fill").get<double>();
}

nlohmann::json NumberEncoder::to_json() const {
  return {{"kind", kKind},
          {"offset", offset_},
          {"divisor", divisor_},
          {"fill", fill_ ? nlohmann::json(*fill_) : nlohmann::json()}};
}

std::optional<CellMistake> NumberEncoder::encode(const Cell& cell, Real* features) const {
  std::optional<double> value = cell.number();
  if (!value) {
    if (!cell.is_missing()) return CellMistake{fmt::format("{} is not a number", in_quotes(cell)), "correct it"};
    if (!fill_) {
      return CellMistake{"the value is missing", "fill it in, or train with another option than missing: error"};
    }
    value = fill_;
  }
  const std::optional<Real> scaled = to_real((*value - offset_) / divisor_);
  if (!scaled) return CellMistake{fmt::format("{}, scaled, {}", in_quotes(cell), kTooLarge), "correct it"};
  *features = *scaled;
  return {};
}

std::unique_ptr<NumberEncoder> fit_number_encoder(const ColumnView& column, std::span<const std::int64_t> rows,
                                                  const NumberOptions& options, CellMistakes& mistakes) {
  const auto [values, complete] = read_values(column, rows, options.missing, mistakes);
  if (!complete) return nullptr;
  const MissingOption::Kind missing = options.missing.kind;
  const bool needs_values = options.scale != Scale::kNone || missing != MissingOption::Kind::kConstant;
  if (values.empty() && needs_values) {
    mistakes.add_column(column.column, {"has no value in any training row",
                                        fmt::format("leave it out: data.exclude: [{}]", column_key(column.name()))});
    return nullptr;
  }
  if (values.empty()) return std::make_unique<NumberEncoder>(0.0, 1.0, options.missing.constant);

  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  // The mean of equal values need not be that value in floating point, nor their deviation zero.
  const bool is_constant = *least == *greatest;
  const double mean = is_constant ? *least : mean_of(values);
  double offset = 0.0;
  double divisor = 1.0;
  if (options.scale == Scale::kStandard) {
    offset = mean;
    divisor = deviation_of(values, mean);
  } else if (options.scale == Scale::kMinMax) {
    offset = *least;
    divisor = *greatest - *least;
  }
  // Differences below 1e-154 have squares of zero: such a column counts as constant too.
  if (is_constant || !(divisor > 0.0)) divisor = 1.0;

  std::optional<double> fill;
  if (missing == MissingOption::Kind::kMean) fill = mean;
  if (missing == MissingOption::Kind::kMedian) fill = median_of(values);
  if (missing == MissingOption::Kind::kConstant) fill = options.missing.constant;
  return std::make_unique<NumberEncoder>(offset, divisor, fill);
}

}  // namespace nnctl::data
