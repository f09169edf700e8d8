#include "data/cell_text.hpp"

#include <limits>
#include <string>
#include <vector>

#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

TEST_CASE("numbers are read as decimal text and nothing else") {
  CHECK(parse_number("1").value() == 1.0);
  CHECK(parse_number(" +1 ").value() == 1.0);
  CHECK(parse_number("-.5").value() == -0.5);
  CHECK(parse_number("5.").value() == 5.0);
  CHECK(parse_number("1e5").value() == 1e5);
  CHECK(parse_number("\t0.1").value() == 0.1);
  CHECK(parse_number("1e-400").value() == 0.0);
  CHECK(parse_number("007").value() == 7.0);
  for (const char* text : {"", " ", "fast", "0x10", "inf", "-inf", "nan", "+-1", "--1", "1 2", "1,5", "1e", ".", "+",
                           "1e999", "1_000", "\xEF\xBC\x91"}) {
    INFO(text);
    CHECK_FALSE(parse_number(text).has_value());
  }
}

TEST_CASE("missing markers") {
  for (const char* text : {"", "  ", "NA", "n/a", "NaN", "nan", "NULL", " null "}) CHECK(is_missing(text));
  for (const char* text : {"0", "none", "-", "?", "nana"}) CHECK_FALSE(is_missing(text));
}

TEST_CASE("reals out of range are told apart") {
  CHECK(to_real(1e300).has_value() == (sizeof(Real) == 8));
  CHECK_FALSE(to_real(std::numeric_limits<double>::infinity()).has_value());
  CHECK_FALSE(to_real(std::numeric_limits<double>::quiet_NaN()).has_value());
}

TEST_CASE("long text is cut between characters") {
  std::string text;
  for (int i = 0; i < 50; ++i) text += "\xC3\xA9";
  CHECK(in_quotes(text) == "'" + text.substr(0, 80) + "...'");
  CHECK(in_quotes("a") == "'a'");
  CHECK(listed(std::vector<std::string>{"a", "b", "c"}, 2) == "a, b, ... (3 in all)");
}

}  // namespace
}  // namespace nnctl::data
