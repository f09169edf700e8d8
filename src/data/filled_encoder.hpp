// What numbers, booleans and times share: one value a cell, something that stands in where it is missing, and perhaps a
// further feature that tells so.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/feature_encoder.hpp"
#include "data/missing.hpp"
#include "schema/schema.hpp"

namespace nnctl::data {

struct FilledOptions {
  MissingOption missing;
  bool indicator = false;

  friend bool operator==(const FilledOptions&, const FilledOptions&) = default;
};

class FilledEncoder : public FeatureEncoder {
 public:
  std::int64_t width() const override { return value_width() + (has_indicator_ ? 1 : 0); }
  std::optional<CellMistake> encode(const Cell& cell, Real* features) const override;
  void encode_rows(const EncodeCall& call, EncodeState& state, const WrongCell& wrong) const override;
  bool drops_missing() const override { return fill_.drops(); }
  bool carries_values() const override { return fill_.goes_forward(); }

  /// What a missing value counts as, before scaling; none: a missing value is an error.
  const MissingFill& fill() const { return fill_; }

 protected:
  FilledEncoder(MissingFill fill, bool has_indicator) : fill_(fill), has_indicator_(has_indicator) {}
  explicit FilledEncoder(const nlohmann::json& json);
  /// The keys of the constructor.
  void write(nlohmann::json& json) const;
  bool has_indicator() const { return has_indicator_; }

  /// The value of a cell that is not missing; nothing if it has none of this kind.
  virtual std::optional<double> value_of(const Cell& cell) const = 0;
  /// Features that a value becomes, without the indicator.
  virtual std::int64_t value_width() const { return 1; }
  /// False for a value whose features would not be finite.
  virtual bool put_value(double value, Real* features) const = 0;
  /// "'fast' is not a number"
  virtual CellMistake not_readable(const Cell& cell) const = 0;

 private:
  std::optional<CellMistake> put(const Cell& cell, double value, bool is_missing, Real* features) const;

  MissingFill fill_;
  bool has_indicator_ = false;
};

template <class Config>
schema::Schema<Config> filled_fields(schema::Schema<Config> fields, FilledOptions Config::*options) {
  fields
      .field("missing", options, &FilledOptions::missing,
             "What stands in for a missing value, before scaling, of the training rows' values. forward_fill: the last "
             "value of the rows before it, in the order of the file and within its split (the median where there is "
             "none). drop: the row is left out, in training and when judged.")
      .field("indicator", options, &FilledOptions::indicator,
             "A further feature: 1 where the value is missing, else 0.");
  return fields;
}

/// The mistake of a missing value while fitting.
CellMistake missing_while_fitting(const std::string& column, std::string_view fills);
CellMistake no_value_in_training(const std::string& column);
/// Whether the option takes a value from those that are there.
bool needs_values(const MissingOption& missing);

}  // namespace nnctl::data
