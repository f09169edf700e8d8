// The numbers that a statistic is of. They may be more than memory holds, so they are visited run by run, as often as
// the statistic takes.
#pragma once

#include <functional>
#include <span>
#include <utility>

#include "data/row_ids.hpp"
#include "data/table.hpp"

namespace nnctl::data {

class ValueSource {
 public:
  using Use = std::function<void(std::span<const double>)>;

  virtual ~ValueSource() = default;
  /// All values in the order of the rows, in runs. The same each time.
  virtual void visit(const Use& use) const = 0;
};

class ListedValues final : public ValueSource {
 public:
  explicit ListedValues(std::span<const double> values) : values_(values) {}
  void visit(const Use& use) const override { use(values_); }

 private:
  std::span<const double> values_;
};

/// Values of cells that are not missing; arguments outlive it.
class ColumnValues final : public ValueSource {
 public:
  /// None for a cell without a value; null: the cell's number.
  using ValueOf = std::function<std::optional<double>(const Cell&)>;
  ColumnValues(const ColumnView& column, const RowIds& rows, ValueOf value_of)
      : column_(column), rows_(rows), value_of_(std::move(value_of)) {}
  void visit(const Use& use) const override;

 private:
  ColumnView column_;
  const RowIds& rows_;
  ValueOf value_of_;
};

/// A function of each value of `from`, which outlives it.
class MappedValues final : public ValueSource {
 public:
  using Function = std::function<double(double)>;
  MappedValues(const ValueSource& from, Function function) : from_(from), function_(std::move(function)) {}
  void visit(const Use& use) const override;

 private:
  const ValueSource& from_;
  Function function_;
};

}  // namespace nnctl::data
