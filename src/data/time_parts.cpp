#include "data/time_parts.hpp"

#include <chrono>
#include <cmath>

namespace nnctl::data {

int part_of(double seconds, TimePart part) {
  using namespace std::chrono;
  constexpr double kDay = 86400.0;
  const double days = std::floor(seconds / kDay);
  const auto in_day = static_cast<int>(seconds - days * kDay);
  const sys_days date{std::chrono::days(static_cast<std::int64_t>(days))};
  const year_month_day calendar(date);
  switch (part) {
    case TimePart::kYear:
      return static_cast<int>(calendar.year());
    case TimePart::kMonth:
      return static_cast<int>(static_cast<unsigned>(calendar.month())) - 1;
    case TimePart::kDay:
      return static_cast<int>(static_cast<unsigned>(calendar.day())) - 1;
    case TimePart::kHour:
      return in_day / 3600;
    case TimePart::kMinute:
      return in_day / 60 % 60;
    case TimePart::kSecond:
      return in_day % 60;
    case TimePart::kWeekday:
      return static_cast<int>(weekday(date).iso_encoding()) - 1;
    case TimePart::kDayOfYear:
      return static_cast<int>((date - sys_days(calendar.year() / January / 1)).count());
  }
  return 0;
}

int period_of(TimePart part) {
  switch (part) {
    case TimePart::kYear:
      return 0;
    case TimePart::kMonth:
      return 12;
    case TimePart::kDay:
      return 31;
    case TimePart::kHour:
      return 24;
    case TimePart::kMinute:
    case TimePart::kSecond:
      return 60;
    case TimePart::kWeekday:
      return 7;
    case TimePart::kDayOfYear:
      return 366;
  }
  return 0;
}

}  // namespace nnctl::data

namespace nnctl::schema {

using data::TimePart;

const std::vector<Choice<TimePart>>& Choices<TimePart>::all() {
  static const std::vector<Choice<TimePart>> choices = {
      {"year", TimePart::kYear},       {"month", TimePart::kMonth},          {"day", TimePart::kDay},
      {"hour", TimePart::kHour},       {"minute", TimePart::kMinute},        {"second", TimePart::kSecond},
      {"weekday", TimePart::kWeekday}, {"day_of_year", TimePart::kDayOfYear}};
  return choices;
}

}  // namespace nnctl::schema
