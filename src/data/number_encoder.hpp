// A column of numbers as one feature: (x - offset) / divisor in double, then Real.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "data/config.hpp"
#include "data/feature_encoder.hpp"
#include "data/table.hpp"

namespace nnctl::data {

class NumberEncoder final : public FeatureEncoder {
 public:
  static constexpr std::string_view kKind = "number";

  NumberEncoder(double offset, double divisor, std::optional<double> fill)
      : offset_(offset), divisor_(divisor), fill_(fill) {}
  explicit NumberEncoder(const nlohmann::json& json);

  std::int64_t width() const override { return 1; }
  std::optional<CellMistake> encode(const Cell& cell, Real* features) const override;
  nlohmann::json to_json() const override;

  double offset() const { return offset_; }
  double divisor() const { return divisor_; }
  /// What a missing value counts as, before scaling; none: a missing value is an error.
  std::optional<double> fill() const { return fill_; }

 private:
  double offset_ = 0.0;
  double divisor_ = 1.0;
  std::optional<double> fill_;
};

/// Fits on `rows` of the column, which are in ascending order. Missing values take no part in the statistics; mean and
/// variance are those of the population, in two passes over doubles. A column with one value in all rows is divided by
/// 1: Keras's Normalization divides it by 1e-7, so that a new value one unit away would become 1e7.
/// Null when `mistakes` got some.
std::unique_ptr<NumberEncoder> fit_number_encoder(const ColumnView& column, std::span<const std::int64_t> rows,
                                                  const NumberOptions& options, CellMistakes& mistakes);

}  // namespace nnctl::data
