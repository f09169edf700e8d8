// What every metric declares: additive state, so that chunks, batches and a resumed epoch add up to the same value.
// Keras 3.15.1, keras/src/metrics.
#pragma once

#include <cstdint>
#include <string>

#include "schema/part.hpp"
#include "tensor/real.hpp"
#include "tensor/target_encoding.hpp"

namespace nnctl {

struct MetricCall {
  std::int64_t rows = 0;
  std::int64_t columns = 0;  ///< of the prediction
  TargetEncoding encoding = TargetEncoding::kNumbers;
  const Real* prediction = nullptr;  ///< (rows, columns)
  const Real* logits = nullptr;      ///< (rows, columns) for a metric that sees_logits(), where the loss is of them
  const Real* target = nullptr;      ///< (rows, target columns of the encoding)
  const Real* weights = nullptr;     ///< (rows), or null: all 1

  double weight(std::int64_t row) const { return weights != nullptr ? static_cast<double>(weights[row]) : 1.0; }
};

class Metric {
 public:
  static constexpr const char* kKind = "metric";
  struct Example {
    std::string yaml;
  };

  virtual ~Metric() = default;
  /// Doubles of state for this many prediction columns; all start at 0.
  virtual std::int64_t state_size(std::int64_t columns) const = 0;
  /// Adds these rows to the state, in row order.
  virtual void update(const MetricCall& call, double* state) const = 0;
  /// 0 when nothing was added, as Keras's mean is.
  virtual double result(std::int64_t columns, const double* state) const = 0;
  virtual bool higher_is_better() const = 0;
  /// Whether it takes what the output is before its softmax or sigmoid.
  virtual bool takes_logits() const { return false; }
  /// Whether it is computed from what stands before the output's softmax or sigmoid, where that is at hand.
  virtual bool sees_logits() const { return false; }
  /// Whether masked steps of a sequence output are left out. Keras's means of a function do that, its other metrics
  /// not.
  virtual bool sees_mask() const { return true; }
  /// A use that cannot be meant ("accuracy of numbers"): an explanation, or empty.
  virtual std::string mismatch(std::int64_t columns, TargetEncoding encoding) const = 0;
};

using MetricPartConfig = schema::PartConfig<Metric>;

}  // namespace nnctl

namespace nnctl::schema {
template <>
const Registry<Metric>& registry<Metric>();
}  // namespace nnctl::schema
