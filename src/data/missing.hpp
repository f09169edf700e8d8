// What stands in for a missing number.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "data/value_source.hpp"
#include "schema/codec.hpp"

namespace nnctl::data {

/// Nothing (an error), a statistic of the training rows, the value of the last row that has one, or a constant; or the
/// row is left out. In the column's own units, before scaling.
struct MissingOption {
  enum class Kind { kError, kMean, kMedian, kMode, kForwardFill, kDrop, kConstant };
  Kind kind = Kind::kError;
  double constant = 0.0;

  friend bool operator==(const MissingOption&, const MissingOption&) = default;
};

/// A MissingOption after fitting.
class MissingFill {
 public:
  MissingFill() = default;
  /// Of the values that are there: at least one unless it is an error, a constant or the row is left out. A column to
  /// fill forward begins with the median of them.
  MissingFill(const MissingOption& option, const ValueSource& values);
  /// Throws nlohmann::json::exception.
  explicit MissingFill(const nlohmann::json& json);
  /// The keys "fill" and, where true, "forward" and "drop".
  void write(nlohmann::json& json) const;

  /// None: a missing value is an error.
  const std::optional<double>& value() const { return value_; }
  bool goes_forward() const { return forward_; }
  bool drops() const { return drops_; }

 private:
  std::optional<double> value_;
  bool forward_ = false;
  bool drops_ = false;
};

}  // namespace nnctl::data

namespace nnctl::schema {
template <>
struct Codec<data::MissingOption> {
  static bool read(Reader& reader, const Node& node, std::string_view name, data::MissingOption& value);
  static Node write(const data::MissingOption& value);
  static TypeInfo info();
};
}  // namespace nnctl::schema
