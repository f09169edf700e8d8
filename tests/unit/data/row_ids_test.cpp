#include "data/row_ids.hpp"

#include <catch2/catch.hpp>

#include "base/rng.hpp"

namespace nnctl::data {
namespace {

TEST_CASE("row numbers come out as they went in, from any place", "[row_ids]") {
  const std::uint64_t sparse = GENERATE(1, 2, 7, 700);
  const std::int64_t begin = GENERATE(0, 511, 100'000);
  const RandomStream stream(1, "rows");
  std::vector<std::int64_t> list;
  RowIds rows;
  for (std::int64_t row = begin; row < begin + 5000; ++row) {
    if (stream.below(sparse, sparse, static_cast<std::uint64_t>(row)) != 0) continue;
    list.push_back(row);
    rows.push_back(row);
  }
  REQUIRE(rows.to_vector() == list);
  CHECK(rows.count() == std::ssize(list));
  CHECK(rows == RowIds(list));
  for (std::int64_t i = 0; i < std::ssize(list); ++i) REQUIRE(rows[i] == list[static_cast<std::size_t>(i)]);
  CHECK(rows.from(rows.count()) == rows.end());
  for (std::int64_t row = begin - 1; row < begin + 5001; ++row) {
    REQUIRE(rows.contains(row) == std::binary_search(list.begin(), list.end(), row));
  }
  CHECK(rows.size_bytes() < 2048);
}

TEST_CASE("a copy of row numbers stays as it was", "[row_ids]") {
  RowIds rows = {1, 5};
  const RowIds copy = rows;
  rows.push_back(7);
  CHECK(copy.to_vector() == std::vector<std::int64_t>{1, 5});
  CHECK(rows.to_vector() == std::vector<std::int64_t>{1, 5, 7});
}

TEST_CASE("no rows at all", "[row_ids]") {
  const RowIds rows;
  CHECK(rows.empty());
  CHECK(rows.begin() == rows.end());
  CHECK_FALSE(rows.contains(0));
  CHECK(rows == RowIds::up_to(0));
}

}  // namespace
}  // namespace nnctl::data
