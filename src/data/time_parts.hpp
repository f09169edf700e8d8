// What a calendar and a clock say of a time.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "schema/codec.hpp"

namespace nnctl::data {

enum class TimePart { kYear, kMonth, kDay, kHour, kMinute, kSecond, kWeekday, kDayOfYear };

/// From 0 in a part that comes again: January 0, Monday 0, the first day of a month or year 0. A year is itself.
/// `seconds` since 1970-01-01 00:00.
int part_of(double seconds, TimePart part);
/// How many values the part has; 0 for the year.
int period_of(TimePart part);

}  // namespace nnctl::data

namespace nnctl::schema {
template <>
struct Choices<data::TimePart> {
  static const std::vector<Choice<data::TimePart>>& all();
};
}  // namespace nnctl::schema
