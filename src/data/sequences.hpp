// Rows in order, group by group: what windows are cut from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/config.hpp"
#include "data/row_traits.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// The distance of rows that follow one another: months of the calendar, else seconds or plain numbers.
struct TimeStep {
  double size = 0;  ///< 0: not known
  bool is_time = false;
  bool in_months = false;

  /// The value `steps` steps after `value`.
  double after(double value, std::int64_t steps) const;
  /// Rows of the period that people mean: 24 of hours, 7 of days, 12 of months; 0: none is plain.
  std::int64_t season() const;
};

struct Sequences {
  /// The table's row at each position. Where a row stands in for missing ones too, at several.
  std::vector<std::int64_t> rows;
  std::vector<std::uint8_t> begins;      ///< no window goes on from the position before to this one
  std::vector<std::uint8_t> stands_in;   ///< the step is missing, and the row before stands in
  std::vector<std::int32_t> groups;      ///< of each position
  std::vector<std::string> group_names;  ///< empty without group_by
  RowOrder order;
  TimeStep step;

  std::int64_t size() const { return static_cast<std::int64_t>(rows.size()); }
};

/// Throws a UserError(kData): as row_order() and row_groups(), and with Gaps::kError for missing steps, with other gaps
/// but kIgnore for two rows of a group at the same time.
Sequences sequences_of(const Table& table, const OrderConfig& order_by, const std::string& group_by, Gaps gaps);

/// The time or number as text.
std::string value_text(double value, const TimeStep& step);

}  // namespace nnctl::data
