#include "report/figures.hpp"

#include <limits>

#include <catch2/catch.hpp>

namespace nnctl::report {
namespace {

TEST_CASE("values have four decimals, or an exponent where these say nothing") {
  CHECK(format_value(0.9123) == "0.9123");
  CHECK(format_value(-12.34567) == "-12.3457");
  CHECK(format_value(0) == "0.0000");
  CHECK(format_value(1) == "1.0000");
  CHECK(format_value(0.00042123) == "4.212e-04");
  CHECK(format_value(0.00099996) == "0.0010");
  CHECK(format_value(99999.9999) == "99999.9999");
  CHECK(format_value(123456) == "1.235e+05");
  CHECK(format_value(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(format_value(-std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(format_value(-std::numeric_limits<double>::infinity()) == "-inf");
}

TEST_CASE("durations are as fine as they are short") {
  CHECK(format_duration(0.0004) == "0.4ms");
  CHECK(format_duration(0.00996) == "10ms");
  CHECK(format_duration(0.12) == "120ms");
  CHECK(format_duration(0.9996) == "1.00s");
  CHECK(format_duration(9.996) == "10.0s");
  CHECK(format_duration(59.96) == "1m00s");
  CHECK(format_duration(200) == "3m20s");
  CHECK(format_duration(3599.7) == "1h00m");
  CHECK(format_duration(7500) == "2h05m");
  CHECK(format_duration(4 * 86400 + 3 * 3600) == "4d03h");
  CHECK(format_duration(-1) == "?");
  CHECK(format_time_left(0.4) == "<1s");
  CHECK(format_time_left(59.6) == "1m00s");
  CHECK(format_time_left(12) == "12s");
  CHECK(format_time_left(std::numeric_limits<double>::infinity()) == "never");
}

TEST_CASE("bytes, counts and rates") {
  CHECK(format_bytes(0) == "0 B");
  CHECK(format_bytes(1023) == "1023 B");
  CHECK(format_bytes(19456) == "19.0 KiB");
  CHECK(format_bytes(1024 * 1024 - 1) == "1.0 MiB");
  CHECK(format_bytes(std::int64_t{3} << 29) == "1.5 GiB");
  CHECK(format_count(0) == "0");
  CHECK(format_count(999) == "999");
  CHECK(format_count(1234567) == "1,234,567");
  CHECK(format_count(-123456) == "-123,456");
  CHECK(format_rate(0.25) == "0.25");
  CHECK(format_rate(12.34) == "12.3");
  CHECK(format_rate(1234) == "1,234");
  CHECK(format_rate(12345) == "12.3k");
  CHECK(format_rate(123456) == "123k");
  CHECK(format_rate(1.25e6) == "1.2M");
  CHECK(format_counted(1, "row") == "1 row");
  CHECK(format_counted(1203, "row") == "1,203 rows");
  CHECK(format_counted(2, "class", "classes") == "2 classes");
}

}  // namespace
}  // namespace nnctl::report
