// How numbers are brought to a like size before a model sees them, and back.
#pragma once

#include <cstdint>

#include <nlohmann/json_fwd.hpp>

#include "data/value_source.hpp"
#include "schema/codec.hpp"

namespace nnctl::data {

/// By statistics of the training rows: standard (x - mean) / deviation; minmax (x - least) / (greatest - least); robust
/// (x - median) / (third - first quartile); log: sign(x) log(1 + |x|), then standard; unit x / greatest |x|.
enum class Scale { kStandard, kMinMax, kRobust, kLog, kUnit, kNone };

/// A fitted scale.
class Scaling {
 public:
  Scaling() = default;  ///< as it is
  /// Values are finite and there is one. Mean and variance are those of the population, in two passes over doubles.
  /// Where a divisor would be 0 it is 1: Keras's Normalization divides by 1e-7, so that a new value one unit away would
  /// become 1e7. A robust column whose quartiles are equal is divided by its deviation.
  static Scaling fit(Scale scale, const ValueSource& values);
  /// Throws nlohmann::json::exception.
  explicit Scaling(const nlohmann::json& json);
  /// The keys "offset", "divisor" and, where true, "log".
  void write(nlohmann::json& json) const;

  double apply(double value) const;
  double invert(double scaled) const;
  bool is_identity() const { return !log_ && offset_ == 0.0 && divisor_ == 1.0; }
  double offset() const { return offset_; }
  double divisor() const { return divisor_; }

 private:
  bool log_ = false;
  double offset_ = 0.0;
  double divisor_ = 1.0;
};

double mean_of(const ValueSource& values);
bool is_constant(const ValueSource& values);
/// The value below which a share of the values lies, between two by proportion; the median for 0.5.
double quantile_of(const ValueSource& values, double share);
/// The most frequent value; of several the least. Takes memory for each distinct value.
double mode_of(const ValueSource& values);

}  // namespace nnctl::data

namespace nnctl::schema {
template <>
struct Choices<data::Scale> {
  static const std::vector<Choice<data::Scale>>& all();
};
}  // namespace nnctl::schema
