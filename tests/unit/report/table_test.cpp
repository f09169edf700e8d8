#include "report/table.hpp"

#include <catch2/catch.hpp>

namespace nnctl::report {
namespace {

const Look kAscii{};
const Look kUnicode{.width = 80, .color = false, .unicode = true};

Table example() {
  Table table({{"name", Align::kLeft, 4}, {"count"}, {"f1"}});
  table.add_row({"strathspey", "12", "0.5"});
  table.add_row({"jig", "1,234", ""});
  return table;
}

TEST_CASE("columns are aligned and lines end without blanks") {
  CHECK(example().full_width() == 22);
  CHECK(example().render(kAscii) ==
        "name        count   f1\n"
        "----------------------\n"
        "strathspey     12  0.5\n"
        "jig         1,234\n");
}

TEST_CASE("a table that is too wide cuts the columns that may be cut") {
  CHECK(example().render({.width = 18, .color = false, .unicode = true}) ==
        "name    count   f1\n"
        "──────────────────\n"
        "strat…     12  0.5\n"
        "jig     1,234\n");
  CHECK(example().render({.width = 5, .color = false, .unicode = false}) ==
        "name  count   f1\n"
        "----------------\n"
        "s...     12  0.5\n"
        "jig   1,234\n");
}

TEST_CASE("cells hold no control characters, and UTF-8 counts by characters") {
  Table table({{"", Align::kLeft}, {"", Align::kRight}});
  table.add_row({"Größe", "1"});
  table.add_row({"a\x1b[2J\tb", "22"});
  CHECK(table.render(kAscii) == "Größe        1\na\\x1b[2J b  22\n");
}

TEST_CASE("text is cut with an ellipsis") {
  CHECK(cut(kAscii, "hornpipe", 8) == "hornpipe");
  CHECK(cut(kAscii, "hornpipe", 6) == "hor...");
  CHECK(cut(kAscii, "hornpipe", 2) == "..");
  CHECK(cut(kUnicode, "hörnpipe", 3) == "hö…");
  CHECK(cut(kUnicode, "hornpipe", 1) == "…");
  CHECK(cut(kUnicode, "hornpipe", 0).empty());
}

TEST_CASE("text is wrapped at blanks, and long words stay whole") {
  const Look narrow{.width = 20};
  CHECK(wrap(narrow, "note: ", "one two three four") == "note: one two three\n      four\n");
  CHECK(wrap(narrow, "run  ", "/a/path/that/is/longer/than/that x") ==
        "run  /a/path/that/is/longer/than/that\n     x\n");
  CHECK(wrap(narrow, "", "") == "\n");
}

TEST_CASE("colour is only there when the look has it") {
  CHECK(paint(kUnicode, Style::kError, "no") == "no");
  CHECK(paint({.width = 80, .color = true}, Style::kError, "no") == "\x1b[31mno\x1b[0m");
}

}  // namespace
}  // namespace nnctl::report
