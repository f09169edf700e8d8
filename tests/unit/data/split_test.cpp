#include "data/split.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/rng.hpp"
#include "data/apportion.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

using Ids = std::vector<std::int64_t>;

std::int64_t size_of(const Split& split, Part part) { return std::ssize(split.rows(part)); }

// Together every row once, each part ascending and of its size.
void check_partition(const Split& split, const PartSizes& sizes) {
  Ids all;
  for (const Part part : kParts) {
    CHECK(size_of(split, part) == sizes[static_cast<std::size_t>(part)]);
    CHECK(std::is_sorted(split.rows(part).begin(), split.rows(part).end()));
    all.insert(all.end(), split.rows(part).begin(), split.rows(part).end());
  }
  std::sort(all.begin(), all.end());
  Ids expected(all.size());
  std::iota(expected.begin(), expected.end(), std::int64_t{0});
  CHECK(all == expected);
}

TEST_CASE("shares become rows by largest remainders") {
  CHECK(part_sizes(100, 0.15, 0.15, "") == PartSizes{70, 15, 15});
  CHECK(part_sizes(100, 0.29, 0.07, "") == PartSizes{64, 29, 7});
  CHECK(part_sizes(10, 0.15, 0.15, "") == PartSizes{7, 2, 1});
  CHECK(part_sizes(100, 30, 0.1, "") == PartSizes{60, 30, 10});
  CHECK(part_sizes(5, 0, 0, "") == PartSizes{5, 0, 0});
  for (std::int64_t n = 20; n < 400; ++n) {
    for (const double share : {0.05, 0.1, 0.15, 0.2, 0.33}) {
      const PartSizes sizes = part_sizes(n, share, share, "");
      CHECK(sizes[0] + sizes[1] + sizes[2] == n);
      CHECK(std::abs(static_cast<double>(sizes[1]) - share * static_cast<double>(n)) < 1.0);
      CHECK(std::abs(static_cast<double>(sizes[2]) - share * static_cast<double>(n)) < 1.0);
    }
  }
}

TEST_CASE("a part without rows is refused") {
  CHECK(error_of([] { part_sizes(3, 0.15, 0.0, "a.csv"); }) ==
        "a.csv: error: the validation part gets none of the 3 rows\n"
        "  hint: add rows, or set data.split.validation to a number of rows, or 0\n");
  CHECK(error_of([] { part_sizes(100, 60, 0.4, "a.csv"); }) ==
        "a.csv: error: the file has 100 rows, validation and test ask for 100 and leave none to train on\n"
        "  hint: make data.split.validation and data.split.test smaller\n");
  CHECK(error_of([] { part_sizes(1, 0.0, 1, "a.csv"); }) ==
        "a.csv: error: the file has 1 row, validation and test ask for 1 and leave none to train on\n"
        "  hint: make data.split.validation and data.split.test smaller\n");
  CHECK(error_of([] { part_sizes(2, 0.45, 0.45, "a.csv"); }) ==
        "a.csv: error: the train part gets none of the 2 rows\n"
        "  hint: add rows, or make data.split.validation and data.split.test smaller\n");
}

TEST_CASE("a random split is a partition that its seed alone decides") {
  const PartSizes sizes = part_sizes(137, 0.2, 0.1, "");
  const Split split = split_randomly(sizes, 0);
  check_partition(split, sizes);
  CHECK(split.parts == split_randomly(sizes, 0).parts);
  CHECK(split.parts != split_randomly(sizes, 1).parts);
  CHECK(split.rows(Part::kTest) == split_randomly(part_sizes(137, 0.0, 0.1, ""), 0).rows(Part::kTest));
}

TEST_CASE("a stratified split keeps the shares of every class for any mix") {
  const RandomStream stream(7, "test");
  for (std::uint64_t run = 0; run < 400; ++run) {
    const int num_classes = 2 + static_cast<int>(stream.below(9, run, 0));
    std::vector<std::int32_t> ids;
    for (int c = 0; c < num_classes; ++c) {
      const std::uint64_t most = stream.below(2, run, 1 + static_cast<std::uint64_t>(c)) == 0 ? 8 : 300;
      ids.insert(ids.end(), 3 + stream.below(most, run, 100 + static_cast<std::uint64_t>(c)), c);
    }
    const auto n = std::ssize(ids);
    const double validation = 0.01 * static_cast<double>(stream.below(40, run, 200));
    const double test = 0.01 * static_cast<double>(10 + stream.below(30, run, 201));
    const std::vector<std::string> classes(static_cast<std::size_t>(num_classes), "c");
    PartSizes sizes{};
    Split split;
    try {
      sizes = part_sizes(n, validation, test, "");
      split = split_stratified(sizes, ids, classes, run, "");
    } catch (const UserError&) {
      const bool too_small =
          std::any_of(sizes.begin(), sizes.end(), [&](std::int64_t size) { return size < num_classes; });
      CHECK(too_small);
      continue;
    }
    check_partition(split, sizes);
    const auto size_of_class = [&](int c) { return static_cast<double>(std::count(ids.begin(), ids.end(), c)); };
    // A class that is due less than one row of a part gets one all the same, which the other classes make up for.
    int num_given = 0;
    for (int c = 0; c < num_classes; ++c) {
      for (const std::int64_t size : sizes) {
        num_given += size > 0 && size_of_class(c) * static_cast<double>(size) < static_cast<double>(n) ? 1 : 0;
      }
    }
    for (int c = 0; c < num_classes; ++c) {
      for (const Part part : kParts) {
        const std::int64_t size = sizes[static_cast<std::size_t>(part)];
        const std::int64_t count =
            std::count_if(split.rows(part).begin(), split.rows(part).end(),
                          [&](std::int64_t row) { return ids[static_cast<std::size_t>(row)] == c; });
        if (size > 0) CHECK(count >= 1);
        if (size == 0) CHECK(count == 0);
        const double share = size_of_class(c) * static_cast<double>(size) / static_cast<double>(n);
        CHECK(std::abs(static_cast<double>(count) - share) < 1.0 + num_given);
      }
    }
  }
}

TEST_CASE("apportioned rows are the nearest to the shares") {
  // Checked against every table with the same sums.
  const RandomStream stream(11, "test");
  for (std::uint64_t run = 0; run < 60; ++run) {
    const std::array<std::int64_t, 2> classes = {3 + static_cast<std::int64_t>(stream.below(12, run, 0)),
                                                 3 + static_cast<std::int64_t>(stream.below(12, run, 1))};
    const std::int64_t n = classes[0] + classes[1];
    const auto test = 2 + static_cast<std::int64_t>(stream.below(static_cast<std::uint64_t>(n / 2 - 2), run, 2));
    const PartSizes parts = {n - 2 - test, 2, test};
    if (parts[0] < 2) continue;
    const auto distance = [&](std::int64_t train, std::int64_t validation) {
      const PartSizes first = {train, validation, classes[0] - train - validation};
      double sum = 0.0;
      for (std::size_t p = 0; p < 3; ++p) {
        const std::int64_t second = parts[p] - first[p];
        if (first[p] < 1 || second < 1) return 1e9;
        const double share = static_cast<double>(classes[0]) * static_cast<double>(parts[p]) / static_cast<double>(n);
        sum += 2.0 * std::pow(static_cast<double>(first[p]) - share, 2);  // the second class mirrors the first
      }
      return sum;
    };
    double best = 1e9;
    for (std::int64_t train = 1; train < classes[0]; ++train) {
      for (std::int64_t validation = 1; train + validation < classes[0]; ++validation) {
        best = std::min(best, distance(train, validation));
      }
    }
    const auto counts = apportion(classes, parts);
    CHECK(distance(counts[0][0], counts[0][1]) == Approx(best));
  }
}

TEST_CASE("a class or a part too small to stratify is named") {
  const std::vector<std::string> classes = {"jig", "polka"};
  const std::vector<std::int32_t> ids = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
  CHECK(error_of([&] {
          split_stratified({6, 2, 2}, ids, classes, 0, "a.csv");
        }) ==
        "a.csv: error: class 'polka' has 2 rows, a stratified split into train, validation, test needs at least 3 of "
        "every class\n"
        "  hint: add rows, or data.split.strategy: random\n");
  CHECK(error_of([&] {
          split_stratified({9, 0, 1}, ids, classes, 0, "a.csv");
        }) ==
        "a.csv: error: the test part has 1 row, a stratified split needs one at least for each of 2 classes\n"
        "  hint: make the part larger, or data.split.strategy: random\n");
  CHECK(size_of(split_stratified({8, 0, 2}, ids, classes, 0, "a.csv"), Part::kTest) == 2);
}

}  // namespace
}  // namespace nnctl::data
