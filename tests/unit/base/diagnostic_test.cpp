#include "base/diagnostic.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "base/assert.hpp"

namespace nnctl {
namespace {

TEST_CASE("a diagnostic shows place, line, caret and hint") {
  CHECK(to_string({.place = {"train.yaml", 14, 7},
                   .message = "unknown field 'use_bais' in layer 'dense'",
                   .hint = "did you mean 'use_bias'?",
                   .excerpt = "      use_bais: true"}) ==
        "train.yaml:14:7: error: unknown field 'use_bais' in layer 'dense'\n"
        "      use_bais: true\n"
        "      ^\n"
        "  hint: did you mean 'use_bias'?\n");
}

TEST_CASE("a diagnostic leaves out what it does not have") {
  const auto text = [](Place place, std::string excerpt) {
    return to_string({.place = std::move(place), .message = "wrong", .hint = {}, .excerpt = std::move(excerpt)});
  };
  CHECK(text({}, "") == "error: wrong\n");
  CHECK(text({"songs.csv", 0, 0}, "") == "songs.csv: error: wrong\n");
  CHECK(text({"songs.csv", 3, 0}, "") == "songs.csv:3: error: wrong\n");
  CHECK(text({"songs.csv", 3, 0}, "1,2") == "songs.csv:3: error: wrong\n1,2\n");
  CHECK(text({"--set", 1, 2}, "") == "--set 1:2: error: wrong\n");
}

std::string excerpt_of(std::string line, int column) {
  const std::string text = to_string({.place = {"f", 1, column}, .message = "m", .hint = {}, .excerpt = line});
  return text.substr(text.find('\n') + 1);
}

TEST_CASE("the caret stands below its character") {
  CHECK(excerpt_of("a: b", 1) == "a: b\n^\n");
  CHECK(excerpt_of("a: b", 4) == "a: b\n   ^\n");
  CHECK(excerpt_of("a: b", 5) == "a: b\n    ^\n");
  // Past the end it stays where the line ends.
  CHECK(excerpt_of("a: b", 50) == "a: b\n    ^\n");
  CHECK(excerpt_of("a: b\r\n", 50) == "a: b\n    ^\n");
  // Two bytes, one column; a tab below a tab.
  CHECK(excerpt_of("größe: x", 8) == "größe: x\n       ^\n");
  CHECK(excerpt_of("\ta\tb", 4) == "\ta\tb\n\t \t^\n");
}

TEST_CASE("control characters are spelled out and the caret moves with them") {
  CHECK(excerpt_of("a\x1b[31mb", 7) == "a\\x1b[31mb\n         ^\n");
  CHECK(excerpt_of("\xff x", 3) == "\\xff x\n     ^\n");
  CHECK(to_string({.place = {"a\nb", 1, 1}, .message = "got '\a'", .hint = "\x7f", .excerpt = {}}) ==
        "a\\x0ab:1:1: error: got '\\x07'\n  hint: \\x7f\n");
}

TEST_CASE("a long excerpt is cut around its column") {
  const std::string tens(120, 'x');
  CHECK(excerpt_of(tens, 120) == tens + "\n" + std::string(119, ' ') + "^\n");

  const std::string line = std::string(200, 'a') + "B" + std::string(200, 'c');
  CHECK(excerpt_of(line, 201) ==
        "..." + std::string(57, 'a') + "B" + std::string(56, 'c') + "...\n" + std::string(60, ' ') + "^\n");
  CHECK(excerpt_of(line, 1) == std::string(114, 'a') + "...\n^\n");
  CHECK(excerpt_of(line, 402) == "..." + std::string(114, 'c') + "\n" + std::string(117, ' ') + "^\n");
  CHECK(excerpt_of(line, 0) == std::string(114, 'a') + "...\n");
}

TEST_CASE("escapes count when a long excerpt is cut") {
  const std::string text = excerpt_of(std::string(100, '\x01') + "B", 101);
  const std::string shown = text.substr(0, text.find('\n'));
  CHECK(shown.size() <= 120);
  CHECK(shown.starts_with("...\\x01"));
  CHECK(shown.ends_with("\\x01B"));
  CHECK(text.ends_with("\n" + std::string(shown.size() - 1, ' ') + "^\n"));
}

TEST_CASE("a user error holds all of its diagnostics") {
  const UserError error(Fault::kConfig, {{.place = {"a", 1, 1}, .message = "one", .hint = {}, .excerpt = {}},
                                         {.place = {}, .message = "two", .hint = "do", .excerpt = {}}});
  CHECK(error.fault() == Fault::kConfig);
  CHECK(error.diagnostics().size() == 2);
  CHECK(std::string(error.what()) == "a:1:1: error: one\nerror: two\n  hint: do\n");
  CHECK(std::string(UserError(Fault::kUsage, "no command", "see nnctl --help").what()) ==
        "error: no command\n  hint: see nnctl --help\n");
}

TEST_CASE("an assertion says what was expected and where") {
  CHECK_NOTHROW([] { NNCTL_ASSERT(1 + 1 == 2, "sum"); }());
  try {
    NNCTL_ASSERT(1 + 1 == 3, "the sum is off");
    FAIL("no exception");
  } catch (const InternalError& error) {
    CHECK_THAT(error.what(), Catch::EndsWith(": the sum is off (expected 1 + 1 == 3)"));
    CHECK_THAT(error.what(), Catch::Contains("diagnostic_test.cpp:"));
  }
}

}  // namespace
}  // namespace nnctl
