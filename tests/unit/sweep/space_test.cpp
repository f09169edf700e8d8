// Axes, conditions and ties of a space.
#include "sweep/space.hpp"

#include <cmath>
#include <limits>
#include <set>

#include <catch2/catch.hpp>

#include "spaces.hpp"

namespace nnctl::sweep {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::string value_at(const std::string& range, double coordinate) {
  const ReadSpace read = read_space("parameters: {seed: " + range + "}");
  REQUIRE(read.mistakes.empty());
  return to_text(read.space->assignment({coordinate}));
}

}  // namespace

TEST_CASE("coordinates become values: ends, middles, logarithms, integers, steps") {
  CHECK(value_at("[a, b, c]", 0) == "seed=a");
  CHECK(value_at("[a, b, c]", 0.34) == "seed=b");
  CHECK(value_at("[a, b, c]", std::nextafter(1.0, 0.0)) == "seed=c");
  CHECK(value_at("{uniform: [-2, 6]}", 0.25) == "seed=0");
  CHECK(value_at("{log_uniform: [1e-4, 1]}", 0.5) == "seed=0.01");
  CHECK(value_at("{int: [1, 4]}", 0.24) == "seed=1");
  CHECK(value_at("{int: [1, 4]}", 0.99) == "seed=4");
  CHECK(value_at("{log_int: [1, 100]}", 0) == "seed=1");
  CHECK(value_at("{log_int: [1, 100]}", std::nextafter(1.0, 0.0)) == "seed=100");
  CHECK(value_at("{uniform: [0, 1], step: 0.25}", 0.5) == "seed=0.5");
  CHECK(value_at("{log_uniform: [1e-3, 1e-1], steps: 3}", 0.5) == "seed=0.01");
  CHECK(value_at("{int: [2, 11], step: 3}", 0.99) == "seed=11");
}

TEST_CASE("every integer of a range is drawn, and about as often") {
  const ReadSpace read = read_space("parameters: {seed: {log_int: [1, 8]}}");
  std::map<std::string, int> counts;
  constexpr int kDraws = 10000;
  for (int i = 0; i < kDraws; ++i) ++counts[to_text(read.space->assignment({(i + 0.5) / kDraws}))];
  CHECK(counts.size() == 8);
  // On a logarithmic scale 1 stands for [0.5, 1.5], 8 for [7.5, 8.5]
  CHECK(counts["seed=1"] / static_cast<double>(kDraws) == Approx(std::log(3.0) / std::log(17.0)).margin(0.01));
  CHECK(counts["seed=8"] / static_cast<double>(kDraws) == Approx(std::log(8.5 / 7.5) / std::log(17.0)).margin(0.01));
}

TEST_CASE("a condition switches a key off; what it hangs on comes first") {
  const ReadSpace read = read_space(
      "parameters: {b.momentum: {values: [1, 2], when: {b.type: sgd}}, b.type: [adam, sgd], c: {values: [7], when: "
      "{b.momentum: 2}}}");
  REQUIRE(read.mistakes.empty());
  const Space& space = *read.space;
  REQUIRE(space.axes().size() == 3);
  CHECK(space.axes()[0].name() == "b.type");
  CHECK_FALSE(space.applies(1, Point{0.25}));
  CHECK(space.applies(1, Point{0.75}));
  CHECK_FALSE(space.applies(2, Point{0.25, kNone}));
  CHECK(space.applies(2, Point{0.75, 0.75}));
  CHECK(to_text(space.assignment({0.25, kNone, kNone})) == "b.type=adam");
  CHECK(to_text(space.assignment({0.75, 0.75, 0.5})) == "c=7 b.type=sgd b.momentum=2");
  CHECK(space.count(100) == 3);
  CHECK(space.size_bound() == 4);
}

TEST_CASE("tied keys are one axis; a large space is counted up to a bound") {
  const ReadSpace read = read_space("parameters: {a: [1, 2, 2], b: [x, y, z], c: {int: [1, 1000]}}\nzip: [[a, b]]");
  REQUIRE(read.mistakes.empty());
  CHECK(read.space->axes().size() == 2);
  CHECK(to_text(read.space->assignment({0.5, 0})) == "a=2 b=y c=1");
  CHECK(read.space->count(10000) == 3000);
  CHECK(read.space->count(100) == 101);
  CHECK(read_space("parameters: {a: {uniform: [0, 1]}}").space->size_bound() ==
        std::numeric_limits<double>::infinity());
}

TEST_CASE("what does not go together is told") {
  using Messages = std::vector<std::string>;
  CHECK(read_space("parameters: {a: [1, 2, 1]}").mistakes == Messages{"'a' has the value 1 twice"});
  CHECK(read_space("parameters: {a: {values: [1], when: {b: 2}}}").mistakes ==
        Messages{"'b' is not one of the swept keys"});
  CHECK(read_space("parameters: {a: {values: [1], when: {b: 2}}, b: {int: [1, 3]}}").mistakes ==
        Messages{"'b' is a range, and a condition names values of a list"});
  CHECK(read_space("parameters: {a: [1, 2], b: {int: [1, 2]}}\nzip: [[a, b]]").mistakes ==
        Messages{"'b' is a range, and only lists can be tied"});
  CHECK(read_space("parameters: {a: [1], b: {values: [2], when: {a: 1}}}\nzip: [[a, b]]").mistakes ==
        Messages{"'b' and 'a' have different conditions"});
}

}  // namespace nnctl::sweep
