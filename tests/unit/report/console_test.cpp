#include "report/console.hpp"

#include <cerrno>

#include <catch2/catch.hpp>

#include "base/diagnostic.hpp"
#include "unit/report/streams.hpp"

namespace nnctl::report {
namespace {

const std::map<std::string, std::string> kXterm{{"TERM", "xterm"}, {"LANG", "C.UTF-8"}};

Look err_look(const std::map<std::string, std::string>& variables, bool terminal = true, int columns = 80,
              ConsoleOptions options = {}) {
  StringStream out(terminal, columns);
  StringStream err(terminal, columns);
  return Console(options, out, err, environment(variables)).err_look();
}

TEST_CASE("colour needs a terminal that knows it and nobody against it") {
  CHECK(err_look(kXterm).color);
  CHECK_FALSE(err_look(kXterm, /*terminal=*/false).color);
  CHECK_FALSE(err_look({{"TERM", "dumb"}}).color);
  CHECK_FALSE(err_look({}).color);
  CHECK_FALSE(err_look({{"TERM", "xterm"}, {"NO_COLOR", "1"}}).color);
  CHECK(err_look({{"TERM", "xterm"}, {"NO_COLOR", ""}}).color);
  CHECK_FALSE(err_look(kXterm, true, 80, {.verbosity = Verbosity::kNormal, .color = false}).color);
}

TEST_CASE("the width is the window's, else COLUMNS, else 80, and at most 100") {
  CHECK(err_look(kXterm, true, 60).width == 60);
  CHECK(err_look(kXterm, true, 200).width == 100);
  CHECK(err_look(kXterm, true, 3).width == 20);
  CHECK(err_look(kXterm, false, 0).width == 80);
  CHECK(err_look({{"COLUMNS", "72"}}, false, 0).width == 72);
  CHECK(err_look({{"COLUMNS", "many"}}, false, 0).width == 80);
}

TEST_CASE("the locale says whether there is more than ASCII") {
  CHECK(err_look({{"LANG", "de_DE.utf8"}}).unicode);
  CHECK(err_look({{"LC_ALL", "C.UTF-8"}, {"LANG", "C"}}).unicode);
  CHECK_FALSE(err_look({{"LC_ALL", "C"}, {"LANG", "C.UTF-8"}}).unicode);
  CHECK(err_look({{"LC_ALL", ""}, {"LANG", "C.UTF-8"}}).unicode);
  CHECK_FALSE(err_look({}).unicode);
}

TEST_CASE("verbosity rules standard error, never results") {
  StringStream out;
  StringStream err;
  {
    Console quiet({.verbosity = Verbosity::kQuiet}, out, err, environment({}));
    quiet.print("result\n");
    quiet.note("note\n");
    quiet.detail("detail\n");
    quiet.error("error\n");
  }
  CHECK(out.text == "result\n");
  CHECK(err.text == "error\n");
  Console verbose({.verbosity = Verbosity::kVerbose}, out, err, environment({}));
  verbose.note("note\n");
  verbose.detail("detail\n");
  CHECK(err.text == "error\nnote\ndetail\n");
}

TEST_CASE("the live line gives way to everything else") {
  StringStream out(true, 80);
  StringStream err(true, 80);
  {
    Console console({}, out, err, environment(kXterm));
    CHECK(console.can_redraw());
    console.show_live("one");
    console.show_live("two");
    console.note("note\n");
    console.clear_live();
    console.show_live("three");
  }
  CHECK(err.text == "\rone\x1b[K\rtwo\x1b[K\r\x1b[Knote\n\rthree\x1b[K\r\x1b[K");
}

TEST_CASE("there is no live line in a pipe, on a dumb terminal, or when quiet") {
  StringStream pipe;
  StringStream terminal(true, 80);
  Console piped({}, terminal, pipe, environment(kXterm));
  Console dumb({}, terminal, terminal, environment({{"TERM", "dumb"}}));
  Console quiet({.verbosity = Verbosity::kQuiet}, terminal, terminal, environment(kXterm));
  for (Console* console : {&piped, &dumb, &quiet}) {
    CHECK_FALSE(console->can_redraw());
    console->show_live("live");
  }
  CHECK(pipe.text.empty());
  CHECK(terminal.text.empty());
}

TEST_CASE("a reader that has gone is no error; a full disk is") {
  StringStream out;
  StringStream err;
  Console console({}, out, err, environment({}));
  out.error = EPIPE;
  CHECK(console.has_reader());
  console.print("one\n");
  CHECK_FALSE(console.has_reader());
  console.print("two\n");
  CHECK(out.num_writes == 1);

  Console other({}, out, err, environment({}));
  out.error = ENOSPC;
  CHECK_THROWS_WITH(other.print("one\n"), Catch::Contains("cannot write to standard output: no space left on device"));
  err.error = EPIPE;
  CHECK_NOTHROW(other.note("note\n"));
}

}  // namespace
}  // namespace nnctl::report
