#include "base/printable.hpp"

#include <catch2/catch.hpp>

#include <string>

namespace nnctl {
namespace {

TEST_CASE("text and tabs pass as they are") {
  CHECK(printable("") == "");
  CHECK(printable("a\tb ~ ß € 😀") == "a\tb ~ ß € 😀");
}

TEST_CASE("what a terminal would obey is spelled out") {
  CHECK(printable("\x1b]0;x\x07") == "\\x1b]0;x\\x07");
  CHECK(printable(std::string("a\0b\r\n", 5)) == "a\\x00b\\x0d\\x0a");
  CHECK(printable("\x7f") == "\\x7f");
  CHECK(printable("\xc2\x9b[1m") == "\\xc2\\x9b[1m");  // U+009B, a one-character CSI
}

TEST_CASE("what is not UTF-8 is spelled out byte by byte") {
  CHECK(printable("\x80 \xff") == "\\x80 \\xff");
  CHECK(printable("\xc3") == "\\xc3");
  CHECK(printable("\xe2\x82z") == "\\xe2\\x82z");
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  CHECK(printable("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");           // overlong
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
}

TEST_CASE("code points have sizes and columns") {
  CHECK(first_code_point_size("") == 0);
  CHECK(first_code_point_size("ab") == 1);
  CHECK(first_code_point_size("€b") == 3);
  CHECK(first_code_point_size("\x80\x80") == 1);
  CHECK(num_columns("größe") == 5);
}

}  // namespace
}  // namespace nnctl
