// What is shown of files that take long to read.
#include "report/work_progress.hpp"

#include <catch2/catch.hpp>

namespace nnctl::report {
namespace {

constexpr WorkFigures kHalf{"reading", "rows.csv", 524'288'000, 1'048'576'000, 2.0, false};

TEST_CASE("a line tells how far the reading of a file is", "[work_progress]") {
  CHECK(work_line({80, false, false}, kHalf) == "reading rows.csv [=========>        ]  50% 250.0 MiB/s 2s left");
  CHECK(work_line({80, false, true}, kHalf).starts_with("reading rows.csv ━━━━━━━━━━──────────  50%"));
}

TEST_CASE("what does not fit a narrow window is left out", "[work_progress]") {
  CHECK(work_line({40, false, false}, kHalf) == "reading rows.csv [=========>        ]");
  CHECK(work_line({12, false, false}, kHalf) == "reading");
  CHECK(work_line({4, false, false}, kHalf).empty());
}

TEST_CASE("of a packed file the bytes so far are told", "[work_progress]") {
  CHECK(work_line({80, false, false}, {"reading", "rows.csv.gz", 1 << 20, 0, 0.5, false}) ==
        "reading rows.csv.gz 1.0 MiB 2.0 MiB/s");
}

TEST_CASE("at the end the time and the rate are told", "[work_progress]") {
  CHECK(work_summary({"reading", "rows.csv", 1'048'576'000, 1'048'576'000, 4.0, true}) ==
        "reading rows.csv took 4.00s: 1000.0 MiB at 250.0 MiB/s");
}

}  // namespace
}  // namespace nnctl::report
