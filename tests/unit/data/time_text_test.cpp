#include "data/time_text.hpp"

#include <catch2/catch.hpp>

namespace nnctl::data {
namespace {

constexpr double kDay = 86400;

TEST_CASE("ISO 8601 times are seconds since 1970") {
  CHECK(parse_time("1970-01-01") == 0.0);
  CHECK(parse_time(" 1970-01-02 ") == kDay);
  CHECK(parse_time("1969-12-31") == -kDay);
  CHECK(parse_time("1970-01") == 0.0);
  CHECK(parse_time("1970-02") == 31 * kDay);
  CHECK(parse_time("2000-03-01") == 11017 * kDay);
  CHECK(parse_time("1970-01-01 04:05") == 4 * 3600 + 5 * 60);
  CHECK(parse_time("1970-01-01T04:05:06.25") == 4 * 3600 + 5 * 60 + 6.25);
  CHECK(parse_time("1970-01-01T04:05Z") == 4 * 3600 + 5 * 60);
  CHECK(parse_time("1970-01-01T04:00+01:30") == 2.5 * 3600);
  CHECK(parse_time("1970-01-01T04:00-0100") == 5 * 3600);
  CHECK(parse_time("1970-01-01 24:00") == kDay);
}

TEST_CASE("times that do not exist and other texts are none") {
  for (const char* text : {"", "2011", "2011-13-01", "2011-02-29", "2011-04-31", "2011-00-10", "2011-01-00", "11-01-01",
                           "2011-01-01 25:00", "2011-01-01 24:01", "2011-01-01 10:60", "2011-01-01x", "2011-01-01 ",
                           "2011-01-01 10", "2011-1-", "1.5", "2011-01-01T10:00+25:00", "2011-01-01T10:00+01:"}) {
    CAPTURE(text);
    const bool blank_behind = std::string_view(text) == "2011-01-01 ";
    CHECK(parse_time(text).has_value() == blank_behind);
  }
}

TEST_CASE("a format says where a time's parts stand") {
  CHECK(parse_time("31.1.1970", "%d.%m.%Y") == 30 * kDay);
  CHECK(parse_time("1/31/70 1:30 PM", "%m/%d/%y %I:%M %p") == 30 * kDay + 13.5 * 3600);
  CHECK(parse_time("1/31/70 12:30 am", "%m/%d/%y %I:%M %p") == 30 * kDay + 0.5 * 3600);
  CHECK(parse_time("Sat, 31 January 1970", "%a, %d %B %Y") == 30 * kDay);
  CHECK(parse_time("31 jan 1970", "%d %b %Y") == 30 * kDay);
  CHECK(parse_time("1970-01-31 7", "%Y-%m-%d %H") == 30 * kDay + 7 * 3600);
  CHECK(parse_time("19700131", "%Y%m%d") == 30 * kDay);
  CHECK(parse_time("1972 366", "%Y %j") == (365 + 365 + 365) * kDay);
  CHECK(parse_time("1971 366", "%Y %j") == std::nullopt);
  CHECK(parse_time("1700000000", "%s") == 1700000000.0);
  CHECK(parse_time("100%", "%H%%") == std::nullopt);
  CHECK(parse_time("10%", "%H%%") == 10 * 3600.0);
  CHECK(parse_time("31.2.1970", "%d.%m.%Y") == std::nullopt);
  CHECK(parse_time("31.1.1970 ", "%d.%m.%Y %H") == std::nullopt);
  CHECK(parse_time("13:00 PM", "%I:%M %p") == std::nullopt);
}

TEST_CASE("what is wrong with a format is told") {
  CHECK(time_format_mistake("%Y-%m-%d %H") == "");
  CHECK(time_format_mistake("%Q") == "%Q is unknown");
  CHECK(time_format_mistake("%Y%") == "it ends in a lone %");
  CHECK(time_format_mistake("yyyy-mm-dd") == "it holds no %");
}

TEST_CASE("times are written as short as they are") {
  CHECK(time_text(0) == "1970-01-01");
  CHECK(time_text(-kDay) == "1969-12-31");
  CHECK(time_text(kDay + 3600) == "1970-01-02 01:00");
  CHECK(time_text(61) == "1970-01-01 00:01:01");
  CHECK(time_text(0.25) == "1970-01-01 00:00:00.250000");
  for (const double day : {-100000.0, 0.0, 11016.0, 11017.0, 19000.0})
    CHECK(parse_time(time_text(day * kDay)) == day * kDay);
}

}  // namespace
}  // namespace nnctl::data
