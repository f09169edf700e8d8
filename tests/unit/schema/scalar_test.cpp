#include "schema/scalar.hpp"

#include <cmath>
#include <limits>
#include <string>

#include <catch2/catch.hpp>

namespace nnctl::schema {
namespace {

std::optional<std::int64_t> integer(const char* text) { return as_integer(Node::plain(text)); }
std::optional<double> number(const char* text) { return as_number(Node::plain(text)); }

TEST_CASE("only YAML 1.2's true and false are bools") {
  for (const char* text : {"true", "True", "TRUE"}) CHECK(as_bool(Node::plain(text)) == true);
  for (const char* text : {"false", "False", "FALSE"}) CHECK(as_bool(Node::plain(text)) == false);
  for (const char* text : {"yes", "no", "on", "off", "y", "n", "1", "0", "tRUE", "", "~"}) {
    CHECK_FALSE(as_bool(Node::plain(text)));
  }
  CHECK_FALSE(as_bool(Node::string("true")));
}

TEST_CASE("integers are decimal, 0o octal or 0x hexadecimal") {
  CHECK(integer("0") == 0);
  CHECK(integer("+1") == 1);
  CHECK(integer("-7") == -7);
  CHECK(integer("007") == 7);
  CHECK(integer("0o17") == 15);
  CHECK(integer("0x1F") == 31);
  CHECK(integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  for (const char* text : {"9223372036854775808",
                           "-9223372036854775809",
                           "1_000",
                           "1,000",
                           "",
                           "-",
                           "+",
                           "+-1",
                           "--1",
                           "0o8",
                           "0o",
                           "0x",
                           "0xG",
                           "0x-1",
                           "0o-1",
                           "0b1",
                           "1.0",
                           "1e3",
                           " 1",
                           "1 ",
                           "12:30"}) {
    INFO(text);
    CHECK_FALSE(integer(text));
  }
  CHECK_FALSE(as_integer(Node::string("1")));
  CHECK_FALSE(as_integer(Node::sequence()));
}

TEST_CASE("numbers are integers, decimals with or without a point, .inf and .nan") {
  CHECK(number("1e-3") == 0.001);
  CHECK(number("1E+3") == 1000.0);
  CHECK(number(".5") == 0.5);
  CHECK(number("5.") == 5.0);
  CHECK(number("+1.5") == 1.5);
  CHECK(number("-1.5e2") == -150.0);
  CHECK(number("0x10") == 16.0);
  CHECK(number("9223372036854775808") == 9223372036854775808.0);
  CHECK(number(".inf") == std::numeric_limits<double>::infinity());
  CHECK(number("+.Inf") == std::numeric_limits<double>::infinity());
  CHECK(number("-.INF") == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(number(".nan").value()));
  for (const char* text : {"", ".", "e5", "1e", "1e+", "inf", "nan", "-.nan", "1_000.0", "1.2.3", "0x1p3", "1e5.0",
                           "1 000", "--1.0", "+-1.0", "yes"}) {
    INFO(text);
    CHECK_FALSE(number(text));
  }
  CHECK_FALSE(as_number(Node::string("1e-3")));
}

TEST_CASE("numbers beyond a double are infinite or zero, with their sign") {
  CHECK(number("1e999") == std::numeric_limits<double>::infinity());
  CHECK(number("-1e999") == -std::numeric_limits<double>::infinity());
  CHECK(number("1e-999") == 0.0);
  const std::string tiny = "0." + std::string(400, '0') + "1";
  CHECK(number(tiny.c_str()) == 0.0);
}

TEST_CASE("what is no other scalar, and all that is quoted, is a string") {
  for (const char* text : {"no", "yes", "on", "1_000", "12:30", "0b1", "abc", "<<"}) {
    INFO(text);
    CHECK(is_string(Node::plain(text)));
  }
  for (const char* text : {"true", "1", "1e-3", ".inf", "", "~", "null", "0x1F"}) {
    INFO(text);
    CHECK_FALSE(is_string(Node::plain(text)));
    CHECK(is_string(Node::string(text)));
  }
}

TEST_CASE("null is written ~, null or not at all, never quoted") {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    CHECK(Node::plain(text).is_null());
    CHECK_FALSE(Node::string(text).is_null());
  }
  CHECK_FALSE(Node::plain("nUll").is_null());
  CHECK_FALSE(Node::plain("none").is_null());
}

TEST_CASE("numbers are written with the digits that read back the same") {
  for (const double value : {0.1, 1e-3, 1e300, 5e-324, -0.0, 1.0 / 3, 123456789012345680.0}) {
    const auto back = as_number(Node::number(value));
    REQUIRE(back);
    CHECK(*back == value);
  }
  CHECK(Node::number(std::nan("")).text() == ".nan");
  CHECK(Node::number(-std::numeric_limits<double>::infinity()).text() == "-.inf");
}

}  // namespace
}  // namespace nnctl::schema
