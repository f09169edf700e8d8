#include <algorithm>
#include <numeric>
#include <set>

#include "base/rng.hpp"
#include "data/folds.hpp"
#include "data/split.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

using Ids = std::vector<std::int64_t>;

void check_each_row_once(const Split& split, std::int64_t rows) {
  Ids all;
  for (const Part part : kParts) {
    CHECK(std::is_sorted(split.rows(part).begin(), split.rows(part).end()));
    all.insert(all.end(), split.rows(part).begin(), split.rows(part).end());
  }
  std::sort(all.begin(), all.end());
  Ids expected(static_cast<std::size_t>(rows));
  std::iota(expected.begin(), expected.end(), std::int64_t{0});
  CHECK(all == expected);
}

template <class Values>
std::set<std::int64_t> values_of(const Values& values, const RowIds& rows) {
  std::set<std::int64_t> found;
  for (const std::int64_t row : rows) found.insert(values[static_cast<std::size_t>(row)]);
  return found;
}

std::vector<std::int32_t> random_groups(std::uint64_t run, std::int32_t num_groups, std::int64_t rows) {
  const RandomStream stream(3, "groups");
  std::vector<std::int32_t> ids(static_cast<std::size_t>(num_groups));
  std::iota(ids.begin(), ids.end(), 0);
  for (std::int64_t i = num_groups; i < rows; ++i) {
    ids.push_back(static_cast<std::int32_t>(
        stream.below(static_cast<std::uint64_t>(num_groups), run, static_cast<std::uint64_t>(i))));
  }
  return ids;
}

TEST_CASE("a split in time trains on the first rows and tests on the last") {
  const Ids ranks = {5, 0, 1, 4, 2, 3};
  const Split split = split_in_time({3, 1, 2}, ranks, false, "");
  CHECK(split.strategy == SplitStrategy::kTime);
  CHECK(split.rows(Part::kTrain) == Ids{1, 2, 4});
  CHECK(split.rows(Part::kValidation) == Ids{5});
  CHECK(split.rows(Part::kTest) == Ids{0, 3});
  // Rows of one time keep the order of the file, unless times stay whole.
  const Ids tied = {0, 0, 1, 1, 1, 2, 2};
  CHECK(split_in_time({4, 0, 3}, tied, false, "").rows(Part::kTest) == Ids{4, 5, 6});
  CHECK(split_in_time({4, 0, 3}, tied, true, "").rows(Part::kTest) == Ids{5, 6});
  CHECK(split_in_time({5, 1, 1}, tied, true, "").rows(Part::kValidation) == Ids{2, 3, 4});
  CHECK(error_of([&] {
          split_in_time({5, 1, 1}, Ids{0, 0, 0, 0, 0, 1, 1}, true, "a.csv");
        }) ==
        "a.csv: error: 2 different times cannot be split into 3 parts: one at least for each\n"
        "  hint: add rows, or set data.split.validation or data.split.test to 0\n");
}

TEST_CASE("with whole times no time is in two parts, whatever the ties") {
  const RandomStream stream(5, "times");
  for (std::uint64_t run = 0; run < 200; ++run) {
    Ids ranks;
    for (std::uint64_t i = 0; i < 60; ++i)
      ranks.push_back(static_cast<std::int64_t>(stream.below(3 + run % 20, run, i)));
    if (std::set<std::int64_t>(ranks.begin(), ranks.end()).size() < 3) continue;
    const Split split = split_in_time(part_sizes(60, 0.2, 0.2, ""), ranks, true, "");
    check_each_row_once(split, 60);
    const auto train = values_of(ranks, split.rows(Part::kTrain));
    const auto validation = values_of(ranks, split.rows(Part::kValidation));
    const auto test = values_of(ranks, split.rows(Part::kTest));
    REQUIRE((!train.empty() && !validation.empty() && !test.empty()));
    CHECK(*train.rbegin() < *validation.begin());
    CHECK(*validation.rbegin() < *test.begin());
  }
}

TEST_CASE("no group is in two parts, and sizes are near the shares") {
  for (std::uint64_t run = 0; run < 200; ++run) {
    const auto num_groups = static_cast<std::int32_t>(3 + run % 40);
    const std::vector<std::int32_t> ids = random_groups(run, num_groups, 200);
    const PartSizes sizes = part_sizes(200, 0.15, 0.15, "");
    const Split split = split_by_group(sizes, ids, num_groups, run, "");
    check_each_row_once(split, 200);
    std::int64_t largest = 0;
    for (std::int32_t g = 0; g < num_groups; ++g) {
      largest = std::max<std::int64_t>(largest, std::count(ids.begin(), ids.end(), g));
    }
    std::set<std::int64_t> seen;
    for (const Part part : kParts) {
      REQUIRE_FALSE(split.rows(part).empty());
      for (const std::int64_t group : values_of(ids, split.rows(part))) CHECK(seen.insert(group).second);
      const std::int64_t off = std::ssize(split.rows(part)) - sizes[static_cast<std::size_t>(part)];
      if (num_groups >= 20) CHECK(std::abs(off) <= largest);
    }
    CHECK(split.parts == split_by_group(sizes, ids, num_groups, run, "").parts);
  }
  const std::vector<std::int32_t> two = {0, 1, 1, 0};
  CHECK(error_of([&] {
          split_by_group({2, 1, 1}, two, 2, 0, "a.csv");
        }) ==
        "a.csv: error: 2 groups cannot be split into 3 parts: one at least for each\n"
        "  hint: add rows, or set data.split.validation or data.split.test to 0\n");
}

SplitTraits traits_for(SplitStrategy strategy, std::uint64_t run, std::int64_t rows) {
  const RandomStream stream(9, "traits");
  SplitTraits traits;
  traits.strategy = strategy;
  traits.num_rows = rows;
  traits.classes = {"a", "b", "c"};
  for (std::int64_t i = 0; i < rows; ++i) {
    traits.class_ids.push_back(i < 30 ? static_cast<std::int32_t>(i % 3)
                                      : static_cast<std::int32_t>(stream.below(3, run, static_cast<std::uint64_t>(i))));
    traits.ranks.push_back(static_cast<std::int64_t>(stream.below(50, run, 1000 + static_cast<std::uint64_t>(i))));
  }
  traits.group_ids = random_groups(run, 17, rows);
  traits.whole_times = run % 2 == 1;
  return traits;
}

TEST_CASE("every fold is held out once, and its rows are in no other part") {
  for (const SplitStrategy strategy : {SplitStrategy::kRandom, SplitStrategy::kStratified, SplitStrategy::kGroup}) {
    for (std::uint64_t run = 0; run < 30; ++run) {
      const SplitTraits traits = traits_for(strategy, run, 151);
      const std::int64_t folds = 2 + static_cast<std::int64_t>(run % 4);
      const double test = run % 3 == 0 ? 0.0 : 0.2;
      std::vector<int> scored(151);
      std::set<std::int64_t> shown;
      for (std::int64_t fold = 1; fold <= folds; ++fold) {
        const Split split = cut_fold(traits, {folds, fold, 0.2, test}, run, "");
        CHECK(split.parts == cut_fold(traits, {folds, fold, 0.2, test}, run, "").parts);
        std::set<std::int64_t> rows;
        for (const Part part : kParts) {
          REQUIRE_FALSE(split.rows(part).empty());
          for (const std::int64_t row : split.rows(part)) CHECK(rows.insert(row).second);
        }
        if (fold == 1) shown = rows;
        CHECK(rows == shown);
        for (const std::int64_t row : split.rows(Part::kTest)) ++scored[static_cast<std::size_t>(row)];
        if (strategy != SplitStrategy::kGroup) {
          CHECK(std::abs(std::ssize(split.rows(Part::kTest)) * folds - std::ssize(shown)) < folds);
          continue;
        }
        std::set<std::int64_t> groups;
        for (const Part part : kParts) {
          for (const std::int64_t group : values_of(traits.group_ids, split.rows(part))) {
            CHECK(groups.insert(group).second);
          }
        }
      }
      for (std::int64_t row = 0; row < 151; ++row) {
        CHECK(scored[static_cast<std::size_t>(row)] == (shown.contains(row) ? 1 : 0));
      }
      CHECK((test == 0.0) == (shown.size() == 151));
    }
  }
}

TEST_CASE("stratified folds differ by one row of a class at most") {
  const SplitTraits traits = traits_for(SplitStrategy::kStratified, 1, 200);
  for (std::int32_t c = 0; c < 3; ++c) {
    std::set<std::int64_t> counts;
    for (std::int64_t fold = 1; fold <= 5; ++fold) {
      const Split split = cut_fold(traits, {5, fold, 0.2, 0.0}, 0, "");
      const RowIds& rows = split.rows(Part::kTest);
      counts.insert(std::count_if(rows.begin(), rows.end(), [&](std::int64_t row) {
        return traits.class_ids[static_cast<std::size_t>(row)] == c;
      }));
    }
    CHECK(*counts.rbegin() - *counts.begin() <= 1);
  }
}

TEST_CASE("folds of rows in time chain forward") {
  for (std::uint64_t run = 0; run < 20; ++run) {
    const SplitTraits traits = traits_for(SplitStrategy::kTime, run, 160);
    std::set<std::int64_t> before;
    for (std::int64_t fold = 1; fold <= 4; ++fold) {
      const Split split = cut_fold(traits, {4, fold, 0.2, 0.1}, run, "");
      const auto train = values_of(traits.ranks, split.rows(Part::kTrain));
      const auto validation = values_of(traits.ranks, split.rows(Part::kValidation));
      const auto test = values_of(traits.ranks, split.rows(Part::kTest));
      CHECK(*train.rbegin() <= *validation.begin());
      CHECK(*validation.rbegin() <= *test.begin());
      if (traits.whole_times) {
        CHECK(*train.rbegin() < *validation.begin());
        CHECK(*validation.rbegin() < *test.begin());
      }
      std::set<std::int64_t> seen(split.rows(Part::kTrain).begin(), split.rows(Part::kTrain).end());
      seen.insert(split.rows(Part::kValidation).begin(), split.rows(Part::kValidation).end());
      CHECK(std::includes(seen.begin(), seen.end(), before.begin(), before.end()));
      before = seen;
      before.insert(split.rows(Part::kTest).begin(), split.rows(Part::kTest).end());
    }
  }
}

TEST_CASE("too few rows for the folds are refused") {
  SplitTraits traits;
  traits.num_rows = 4;
  CHECK(error_of([&] {
          cut_fold(traits, {5, 1, 0.0, 0.0}, 0, "a.csv");
        }) == "a.csv: error: 4 rows cannot be dealt into 5 folds\n  hint: take fewer folds, or add rows\n");
  traits.strategy = SplitStrategy::kStratified;
  traits.classes = {"x", "y"};
  traits.class_ids = {0, 0, 0, 1};
  CHECK(error_of([&] {
          cut_fold(traits, {3, 1, 0.0, 0.0}, 0, "a.csv");
        }) ==
        "a.csv: error: class 'y' has 1 row to deal out, 3 stratified folds need at least 3 of every class\n"
        "  hint: add rows, take fewer folds, or data.split.strategy: random\n");
  traits.strategy = SplitStrategy::kGroup;
  traits.group_ids = {0, 0, 7, 7};
  CHECK(error_of([&] {
          cut_fold(traits, {3, 1, 0.0, 0.0}, 0, "a.csv");
        }) == "a.csv: error: 3 folds need at least 3 groups, there are 2\n  hint: take fewer folds\n");
  traits.strategy = SplitStrategy::kTime;
  traits.whole_times = true;
  traits.ranks = {0, 0, 1, 1};
  CHECK(error_of([&] {
          cut_fold(traits, {3, 1, 0.0, 0.0}, 0, "a.csv");
        }) ==
        "a.csv: error: 3 folds of rows in time need 4 blocks of whole times, and there are 2\n"
        "  hint: take fewer folds\n");
}

}  // namespace
}  // namespace nnctl::data
