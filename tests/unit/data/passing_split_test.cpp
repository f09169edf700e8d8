// Splits of tables that are too long to be shuffled: exact sizes, every row once, and no order in what is drawn.
#include "data/passing_split.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "data/choose_split.hpp"
#include "data/csv.hpp"
#include "data/target_encoder.hpp"
#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

Split split_of(std::vector<PartSizes> sizes, std::int64_t rows, std::uint64_t seed) {
  PassingSplit split(sizes, seed);
  for (std::int64_t row = 0; row < rows; ++row) split.deal(row, static_cast<std::int32_t>(row % std::ssize(sizes)));
  return split.take(SplitStrategy::kStratified);
}

TEST_CASE("a split in passing has the sizes wanted, of every class", "[passing_split]") {
  const Split split = split_of({{700, 200, 100}, {999, 1, 0}}, 2000, 4);
  std::vector<std::int64_t> all;
  for (const Part part : kParts) {
    std::array<std::int64_t, 2> counts{};
    for (const std::int64_t row : split.rows(part)) {
      ++counts[static_cast<std::size_t>(row % 2)];
      all.push_back(row);
    }
    CHECK(counts == std::array<std::int64_t, 2>{part == Part::kTrain        ? 700
                                                : part == Part::kValidation ? 200
                                                                            : 100,
                                                part == Part::kTrain        ? 999
                                                : part == Part::kValidation ? 1
                                                                            : 0});
  }
  std::ranges::sort(all);
  CHECK(all == RowIds::up_to(2000).to_vector());
}

TEST_CASE("a split in passing follows from its seed, and test rows not from the validation part", "[passing_split]") {
  const Split split = split_of({{700, 200, 100}}, 1000, 4);
  CHECK(split.rows(Part::kTest) == split_of({{700, 200, 100}}, 1000, 4).rows(Part::kTest));
  CHECK(split.rows(Part::kTest) == split_of({{800, 100, 100}}, 1000, 4).rows(Part::kTest));
  CHECK_FALSE(split.rows(Part::kTest) == split_of({{700, 200, 100}}, 1000, 5).rows(Part::kTest));
}

TEST_CASE("a split in passing draws every row alike", "[passing_split]") {
  constexpr std::int64_t kSeeds = 4000;
  std::array<std::int64_t, 10> drawn{};
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Split split = split_of({{7, 0, 3}}, 10, seed);
    for (const std::int64_t row : split.rows(Part::kTest)) ++drawn[static_cast<std::size_t>(row)];
  }
  // a share of 0.3 has a deviation of 0.0072
  for (const std::int64_t count : drawn) CHECK(static_cast<double>(count) / kSeeds == Approx(0.3).margin(0.03));
}

TEST_CASE("a long table is split in passing, by classes", "[passing_split]") {
  std::string text = "x,y\n";
  for (std::int64_t row = 0; row <= kLongTable; ++row) text += row % 4 == 0 ? "1,a\n" : "2,b\n";
  const Table table = parse_csv(text, "t.csv");
  DataConfig config;
  config.target.columns = {"y"};
  const TargetEncoder target = TargetEncoder::fit(table, config.target, true);
  const Split split = choose_split(table, config, target);
  CHECK(split.strategy == SplitStrategy::kStratified);
  CHECK(target.count_classes(table, split.rows(Part::kTest)) == std::vector<std::int64_t>{39322, 117964});
  CHECK(target.count_classes(table, split.rows(Part::kTrain)) == std::vector<std::int64_t>{183501, 550503});
}

}  // namespace
}  // namespace nnctl::data
