#include "data/time_text.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include "data/cell_text.hpp"

namespace nnctl::data {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"january",   "february", "march",    "april",
                                                      "may",       "june",     "july",     "august",
                                                      "september", "october",  "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays = {"sunday",   "monday", "tuesday", "wednesday",
                                                       "thursday", "friday", "saturday"};
constexpr std::string_view kConversions = "YymdejbBhaAHIpMSzFTRsnt%";
constexpr double kSecondsADay = 86400.0;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// What a text has told so far.
struct Fields {
  int year = 1970;
  int month = 1;
  int day = 1;
  int day_of_year = 0;  // 0: not told
  int hour = 0;
  int minute = 0;
  double second = 0;
  bool twelve_hours = false;
  bool afternoon = false;
  int offset_minutes = 0;
  std::optional<double> since_epoch;
};

std::optional<double> seconds_of(const Fields& fields) {
  if (fields.since_epoch) return fields.since_epoch;
  int hour = fields.hour;
  if (fields.twelve_hours) {
    if (hour < 1 || hour > 12) return {};
    hour = hour % 12 + (fields.afternoon ? 12 : 0);
  }
  if (hour > 24 || fields.minute > 59 || !(fields.second < 61)) return {};
  if (hour == 24 && (fields.minute > 0 || fields.second > 0)) return {};  // 24:00 is the day's end
  using namespace std::chrono;
  const year_month_day date{year(fields.year), month(static_cast<unsigned>(fields.month)),
                            day(static_cast<unsigned>(fields.day))};
  if (!date.ok()) return {};
  std::int64_t days = sys_days(date).time_since_epoch().count();
  if (fields.day_of_year > 0) {
    if (fields.day_of_year > (year(fields.year).is_leap() ? 366 : 365)) return {};
    days = sys_days(year(fields.year) / January / 1).time_since_epoch().count() + fields.day_of_year - 1;
  }
  const int minutes = hour * 60 + fields.minute - fields.offset_minutes;
  return static_cast<double>(days) * kSecondsADay + minutes * 60.0 + fields.second;
}

class TimeParser {
 public:
  explicit TimeParser(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }
  const Fields& fields() const { return fields_; }

  bool read(std::string_view format) {
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (is_blank(format[i])) {
        skip_blanks();
      } else if (format[i] != '%') {
        if (!take(format[i])) return false;
      } else if (++i == format.size() || !convert(format[i])) {
        return false;
      }
    }
    return true;
  }

  // [T or blank]hour:minute[:second[.fraction]][Z or offset], if there is any
  bool read_iso_time() {
    if (at_end()) return true;
    if (!take('T') && !take('t') && !take(' ')) return false;
    skip_blanks();
    if (!number(2, 2, fields_.hour) || !take(':') || !number(2, 2, fields_.minute)) return false;
    if (take(':') && !second()) return false;
    skip_blanks();
    return at_end() || (offset() && at_end());
  }

 private:
  bool take(char c) {
    if (text_.empty() || text_.front() != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  void skip_blanks() {
    while (!text_.empty() && is_blank(text_.front())) text_.remove_prefix(1);
  }
  bool number(int least_digits, int most_digits, int& value) {
    int digits = 0;
    int result = 0;
    for (; digits < most_digits && !text_.empty() && is_digit(text_.front()); ++digits) {
      result = result * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    if (digits < least_digits) return false;
    value = result;
    return true;
  }
  bool second() {
    int whole = 0;
    if (!number(1, 2, whole)) return false;
    double fraction = 0;
    double unit = 0.1;
    if (take('.')) {
      for (; !text_.empty() && is_digit(text_.front()); unit /= 10) {
        fraction += unit * (text_.front() - '0');
        text_.remove_prefix(1);
      }
    }
    fields_.second = whole + fraction;
    return true;
  }
  // A name in full or by its first three letters. -1: none.
  template <std::size_t N>
  int name(const std::array<std::string_view, N>& names) {
    for (const bool in_full : {true, false}) {
      for (std::size_t i = 0; i < N; ++i) {
        const std::string_view wanted = in_full ? names[i] : names[i].substr(0, 3);
        if (text_.size() < wanted.size()) continue;
        bool same = true;
        for (std::size_t c = 0; c < wanted.size(); ++c) same = same && lower(text_[c]) == wanted[c];
        if (!same) continue;
        text_.remove_prefix(wanted.size());
        return static_cast<int>(i);
      }
    }
    return -1;
  }
  bool month_name() {
    const int month = name(kMonths);
    fields_.month = month + 1;
    return month >= 0;
  }
  bool half_of_day() {
    if (text_.size() < 2 || lower(text_[1]) != 'm') return false;
    const char half = lower(text_[0]);
    fields_.afternoon = half == 'p';
    text_.remove_prefix(2);
    return half == 'a' || half == 'p';
  }
  bool offset() {
    if (take('Z') || take('z')) return true;
    const bool behind = !text_.empty() && text_.front() == '-';
    int hours = 0;
    int minutes = 0;
    if ((!take('+') && !take('-')) || !number(2, 2, hours)) return false;
    if ((take(':') || !text_.empty()) && !number(2, 2, minutes)) return false;
    fields_.offset_minutes = (behind ? -1 : 1) * (hours * 60 + minutes);
    return hours < 24 && minutes < 60;
  }
  bool since_epoch() {
    std::size_t size = text_.starts_with('-') ? 1 : 0;
    while (size < text_.size() && is_digit(text_[size])) ++size;
    fields_.since_epoch = parse_number(text_.substr(0, size));
    text_.remove_prefix(size);
    return fields_.since_epoch.has_value();
  }
  bool convert(char conversion) {
    switch (conversion) {
      case 'Y':
        return number(4, 4, fields_.year);
      case 'y':
        if (!number(2, 2, fields_.year)) return false;
        fields_.year += fields_.year < 69 ? 2000 : 1900;
        return true;
      case 'm':
        return number(1, 2, fields_.month);
      case 'e':
        skip_blanks();
        return number(1, 2, fields_.day);
      case 'd':
        return number(1, 2, fields_.day);
      case 'j':
        return number(1, 3, fields_.day_of_year) && fields_.day_of_year > 0;
      case 'b':
      case 'B':
      case 'h':
        return month_name();
      case 'a':
      case 'A':
        return name(kWeekdays) >= 0;
      case 'H':
        return number(1, 2, fields_.hour);
      case 'I':
        fields_.twelve_hours = true;
        return number(1, 2, fields_.hour);
      case 'p':
        fields_.twelve_hours = true;
        return half_of_day();
      case 'M':
        return number(1, 2, fields_.minute);
      case 'S':
        return second();
      case 'z':
        return offset();
      case 'F':
        return read("%Y-%m-%d");
      case 'T':
        return read("%H:%M:%S");
      case 'R':
        return read("%H:%M");
      case 's':
        return since_epoch();
      case 'n':
      case 't':
        skip_blanks();
        return true;
      case '%':
        return take('%');
      default:
        return false;
    }
  }

  std::string_view text_;
  Fields fields_;
};

}  // namespace

std::optional<double> parse_time(std::string_view text, std::string_view format) {
  TimeParser parser(trimmed(text));
  if (!format.empty())
    return parser.read(trimmed(format)) && parser.at_end() ? seconds_of(parser.fields()) : std::nullopt;
  TimeParser with_day = parser;
  if (with_day.read("%Y-%m-%d") && with_day.read_iso_time()) return seconds_of(with_day.fields());
  return parser.read("%Y-%m") && parser.at_end() ? seconds_of(parser.fields()) : std::nullopt;
}

std::string time_format_mistake(std::string_view format) {
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') continue;
    if (++i == format.size()) return "it ends in a lone %";
    if (kConversions.find(format[i]) == std::string_view::npos) return fmt::format("%{} is unknown", format[i]);
  }
  return format.find('%') == std::string_view::npos ? "it holds no %" : "";
}

std::string time_text(double seconds) {
  using namespace std::chrono;
  const double days = std::floor(seconds / kSecondsADay);
  double rest = seconds - days * kSecondsADay;
  const year_month_day date(sys_days(std::chrono::days(static_cast<int>(days))));
  std::string text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  if (rest == 0) return text;
  const auto minutes = static_cast<int>(rest / 60);
  rest -= minutes * 60.0;
  text += fmt::format(" {:02}:{:02}", minutes / 60, minutes % 60);
  if (rest == 0) return text;
  text += fmt::format(":{:02}", static_cast<int>(rest));
  const double fraction = rest - std::floor(rest);
  return fraction == 0 ? text : text + fmt::format("{:.6f}", fraction).substr(1);
}

}  // namespace nnctl::data
