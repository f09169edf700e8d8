#include "data/filled_encoder.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/cell_text.hpp"
#include "data/columns.hpp"

namespace nnctl::data {

FilledEncoder::FilledEncoder(const nlohmann::json& json)
    : fill_(json), has_indicator_(json.value("indicator", false)) {}

void FilledEncoder::write(nlohmann::json& json) const {
  fill_.write(json);
  if (has_indicator_) json["indicator"] = true;
}

std::optional<CellMistake> FilledEncoder::put(const Cell& cell, double value, bool is_missing, Real* features) const {
  if (!put_value(value, features)) {
    return CellMistake{fmt::format("{}, scaled, is beyond the range of 32-bit numbers (3.4e38)", in_quotes(cell)),
                       "correct it"};
  }
  if (has_indicator_) features[value_width()] = static_cast<Real>(is_missing);
  return {};
}

std::optional<CellMistake> FilledEncoder::encode(const Cell& cell, Real* features) const {
  if (cell.is_missing()) {
    if (fill_.value()) return put(cell, *fill_.value(), true, features);
    return CellMistake{"the value is missing", fill_.drops() ? "fill it in, or leave the row out"
                                                             : "fill it in, or train with another option than "
                                                               "missing: error"};
  }
  const std::optional<double> value = value_of(cell);
  if (!value) return not_readable(cell);
  return put(cell, *value, false, features);
}

void FilledEncoder::encode_rows(const EncodeCall& call, EncodeState& state, const WrongCell& wrong) const {
  if (!fill_.goes_forward()) {
    FeatureEncoder::encode_rows(call, state, wrong);
    return;
  }
  Real* features = call.features;
  for (std::size_t i = 0; i < call.rows.size(); ++i, features += call.stride) {
    const Cell cell = call.column.cell(call.rows[i]);
    std::optional<CellMistake> mistake;
    if (cell.is_missing()) {
      mistake = put(cell, state.last.value_or(*fill_.value()), true, features);
    } else {
      mistake = encode(cell, features);
      if (!mistake) state.last = value_of(cell);
    }
    if (mistake) wrong(i, std::move(*mistake));
  }
}

CellMistake missing_while_fitting(const std::string& column, std::string_view fills) {
  return {"the value is missing",
          fmt::format("fill it in, or set data.columns.{}.missing to {}", column_key(column), fills)};
}

CellMistake no_value_in_training(const std::string& column) {
  return {"has no value in any training row", fmt::format("leave it out: data.exclude: [{}]", column_key(column))};
}

bool needs_values(const MissingOption& missing) {
  using Kind = MissingOption::Kind;
  return missing.kind != Kind::kConstant && missing.kind != Kind::kError && missing.kind != Kind::kDrop;
}

}  // namespace nnctl::data
