#include "base/rng.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

#include "base/assert.hpp"
#include "base/philox.hpp"

namespace nnctl {
namespace {

using Words = std::array<std::uint32_t, 4>;

// kat_vectors of the Random123 distribution, "philox4x32 10": counter, key, result.
TEST_CASE("philox gives the published words") {
  CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) == Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr std::uint32_t kOnes = 0xffffffff;
  CHECK(philox4x32_10({kOnes, kOnes, kOnes, kOnes}, {kOnes, kOnes}) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("words depend on seed, name and counters, and on nothing else") {
  const RandomStream stream(42, "shuffle");
  CHECK(stream.words(1, 2) == RandomStream(42, "shuffle").words(1, 2));
  const std::set<Words> different{stream.words(1, 2),
                                  stream.words(2, 1),
                                  stream.words(1, 3),
                                  stream.words(1, 2 + (std::uint64_t{1} << 32)),
                                  stream.words(1 + (std::uint64_t{1} << 32), 2),
                                  RandomStream(43, "shuffle").words(1, 2),
                                  RandomStream(42 + (std::uint64_t{1} << 32), "shuffle").words(1, 2),
                                  RandomStream(42, "dropout").words(1, 2)};
  CHECK(different.size() == 8);
}

// Frozen: a changed value changes every trained model of version 1.
TEST_CASE("streams keep their words from version to version") {
  CHECK(RandomStream(42, "shuffle").words(1, 2) == Words{0x57f50066, 0x86d82109, 0x8ba80d5e, 0x5e36ddb5});
  CHECK(RandomStream(0, "initializer/dense/kernel").words(0, 0) ==
        Words{0x216a748a, 0x9e22abac, 0xcbad6a19, 0xc373e827});
  CHECK(RandomStream(42, "shuffle").below(1000, 1, 2) == 343);
}

TEST_CASE("uniform numbers lie in [0, 1)") {
  CHECK(RandomStream::uniform(0) == 0.0F);
  CHECK(RandomStream::uniform(0xffffffff) == 1.0F - 0x1p-24F);
  CHECK(RandomStream::uniform(0x80000000) == 0.5F);
  const RandomStream stream(1, "test");
  double sum = 0.0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const double value = stream.uniform(0, static_cast<std::uint64_t>(i));
    REQUIRE((value >= 0.0 && value < 1.0));
    sum += value;
  }
  CHECK(sum / kDraws == Approx(0.5).margin(5 / std::sqrt(12.0 * kDraws)));
}

TEST_CASE("normal numbers have the moments of the normal distribution") {
  const RandomStream stream(1, "test");
  constexpr int kDraws = 100'000;
  double sum = 0.0;
  double squares = 0.0;
  double fourths = 0.0;
  int beyond_two = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = stream.normal(7, static_cast<std::uint64_t>(i));
    REQUIRE(std::isfinite(value));
    sum += value;
    squares += value * value;
    fourths += value * value * value * value;
    beyond_two += std::abs(value) > 2.0 ? 1 : 0;
  }
  // Five standard errors each: 1, sqrt(2), sqrt(96), sqrt(p (1 - p)) over sqrt(n).
  const double root = std::sqrt(kDraws);
  CHECK(sum / kDraws == Approx(0.0).margin(5.0 / root));
  CHECK(squares / kDraws == Approx(1.0).margin(5.0 * 1.4143 / root));
  CHECK(fourths / kDraws == Approx(3.0).margin(5.0 * 9.8 / root));
  CHECK(beyond_two / static_cast<double>(kDraws) == Approx(0.0455).margin(5.0 * 0.2084 / root));
}

TEST_CASE("integers below a bound are even") {
  const RandomStream stream(3, "test");
  std::array<int, 6> counts{};
  constexpr int kDraws = 60'000;
  for (int i = 0; i < kDraws; ++i) ++counts.at(stream.below(6, 0, static_cast<std::uint64_t>(i)));
  for (const int count : counts) CHECK(count == Approx(10'000).margin(5 * std::sqrt(kDraws * 5.0 / 36.0)));
  CHECK(stream.below(1, 0, 0) == 0);
  CHECK_THROWS_AS(stream.below(0, 0, 0), InternalError);
}

TEST_CASE("a bound that rejects every other draw still ends, and evenly") {
  const RandomStream stream(3, "test");
  constexpr std::uint64_t kBound = (std::uint64_t{1} << 63) + 1;
  int upper = 0;
  for (std::uint64_t i = 0; i < 10'000; ++i) {
    const std::uint64_t value = stream.below(kBound, 0, i);
    REQUIRE(value < kBound);
    upper += value >= kBound / 2 ? 1 : 0;
  }
  CHECK(upper == Approx(5'000).margin(250));
}

std::vector<std::int64_t> shuffled(std::size_t size, std::uint64_t seed, std::uint64_t epoch) {
  std::vector<std::int64_t> items(size);
  std::iota(items.begin(), items.end(), 0);
  shuffle(items, RandomStream(seed, "shuffle"), epoch);
  return items;
}

TEST_CASE("a shuffle is a permutation fixed by seed and epoch") {
  std::vector<std::int64_t> items = shuffled(1000, 42, 1);
  CHECK(items == shuffled(1000, 42, 1));
  CHECK(items != shuffled(1000, 42, 2));
  CHECK(items != shuffled(1000, 43, 1));
  CHECK_FALSE(std::ranges::is_sorted(items));
  std::ranges::sort(items);
  std::vector<std::int64_t> expected(1000);
  std::iota(expected.begin(), expected.end(), 0);
  CHECK(items == expected);
  CHECK(shuffled(0, 1, 1).empty());
  CHECK(shuffled(1, 1, 1) == std::vector<std::int64_t>{0});
}

TEST_CASE("a shuffle keeps its order from version to version") {
  CHECK(shuffled(10, 42, 1) == std::vector<std::int64_t>{4, 3, 9, 1, 2, 8, 0, 7, 5, 6});
}

TEST_CASE("all orders of three items are equally likely") {
  std::array<int, 6> counts{};
  constexpr int kDraws = 6000;
  for (std::uint64_t epoch = 0; epoch < kDraws; ++epoch) {
    const std::vector<std::int64_t> order = shuffled(3, 5, epoch);
    ++counts.at(static_cast<std::size_t>(2 * order[0] + (order[1] > order[2] ? 1 : 0)));
  }
  for (const int count : counts) CHECK(count == Approx(1000).margin(5 * std::sqrt(kDraws * 5.0 / 36.0)));
}

}  // namespace
}  // namespace nnctl
