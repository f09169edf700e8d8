// A column of numbers as one feature, scaled in double, then Real; with an indicator two.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "data/filled_encoder.hpp"
#include "data/scaling.hpp"

namespace nnctl::data {

struct NumberOptions {
  Scale scale = Scale::kStandard;
  FilledOptions filled;

  friend bool operator==(const NumberOptions&, const NumberOptions&) = default;
};

class NumberEncoder final : public FilledEncoder {
 public:
  static constexpr std::string_view kKind = "number";

  NumberEncoder(Scaling scaling, MissingFill fill, bool has_indicator)
      : FilledEncoder(fill, has_indicator), scaling_(scaling) {}
  explicit NumberEncoder(const nlohmann::json& json);

  ColumnRequest request() const override { return {ColumnRequest::Kind::kNumber, {}, {}}; }
  void encode_rows(const EncodeCall& call, EncodeState& state, const WrongCell& wrong) const override;
  bool scales() const override { return !scaling_.is_identity(); }
  nlohmann::json to_json() const override;

  const Scaling& scaling() const { return scaling_; }

 private:
  std::optional<double> value_of(const Cell& cell) const override { return cell.number(); }
  bool put_value(double value, Real* features) const override;
  CellMistake not_readable(const Cell& cell) const override;

  Scaling scaling_;
};

/// Fits on `rows` of the column, which are in ascending order. Missing values take no part in the statistics.
/// Null when `mistakes` got some.
std::unique_ptr<NumberEncoder> fit_number_encoder(const ColumnView& column, const RowIds& rows,
                                                  const NumberOptions& options, CellMistakes& mistakes);

}  // namespace nnctl::data
