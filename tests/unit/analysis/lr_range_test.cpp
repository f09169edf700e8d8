// What is read from the curve of a range test; the run itself is tests/cli/cases/lr.
#include "analysis/lr_range.hpp"

#include <cmath>

#include <catch2/catch.hpp>

namespace nnctl::analysis {
namespace {

// `loss` over the rate's logarithm, with `noise` up and down from point to point.
template <class Curve>
RangeTest curve(const RangeOptions& options, Curve loss, double noise = 0) {
  RangeTest test;
  for (std::int64_t i = 0; i < options.steps; ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(options.steps - 1);
    const double power = std::log10(options.least) + share * std::log10(options.most / options.least);
    const double value = loss(power);
    test.points.push_back({std::pow(10, power), value + (i % 2 == 0 ? noise : -noise), value});
  }
  return test;
}

// Flat at 2, down to 1 at 10^-2, and up again.
double valley(double power) {
  if (power < -4) return 2;
  if (power < -2) return 2 - (power + 4) / 2;
  return 1 + 2 * (power + 2);
}

}  // namespace

TEST_CASE("the suggested rate is a tenth of that of the lowest loss") {
  const RangeOptions options;
  const RangeVerdict verdict = judge(curve(options, valley), options);
  REQUIRE(verdict.suggestion);
  CHECK(*verdict.suggestion == 0.001);
  CHECK(verdict.reason == "a tenth of 0.0098, where the smoothed loss is lowest before it runs away");
  CHECK(verdict.advice.empty());
}

TEST_CASE("a curve that says nothing is refused, with what to do") {
  const RangeOptions options;
  const auto refused = [&](const RangeTest& test, const RangeOptions& with) {
    const RangeVerdict verdict = judge(test, with);
    CHECK_FALSE(verdict.suggestion);
    CHECK_FALSE(verdict.advice.empty());
    return verdict.reason;
  };
  CHECK(refused(curve(options, [](double) { return 2.0; }), options) ==
        "at no rate does the loss fall clearly: from 2 to 2 at best");
  CHECK(refused(curve(options, [](double power) { return 2 + power + 7; }), options) ==
        "at no rate does the loss fall clearly: from 2.389 to 2.803 at best");
  CHECK(refused(curve(options, [](double power) { return power < -1 ? 2 : 1 - power / 2; }), options) ==
        "the loss is still low at the largest rate, 10");
  CHECK(refused(curve(options, valley, 3), options) ==
        "the loss differs from batch to batch by more than it falls: 0.973 smoothed, against 0.995");
  const RangeOptions few{.steps = 20};
  CHECK(refused(curve(few, valley), few) == "20 steps are too few to tell");
  RangeTest cut = curve(options, valley);
  cut.points.resize(20);
  cut.stopped = true;
  CHECK(refused(cut, options) == "the loss runs away from the smallest rates on, 1e-07 and more");
}

TEST_CASE("rows learned by heart on the way count as the lowest loss where they first are") {
  const RangeOptions options;
  const auto gone = [](double power) { return power < -4 ? 2 : std::max(0.001, 2 - 2 * (power + 4)); };
  const RangeVerdict verdict = judge(curve(options, gone), options);
  REQUIRE(verdict.suggestion);
  CHECK(*verdict.suggestion == Approx(9e-5));
}

}  // namespace nnctl::analysis
