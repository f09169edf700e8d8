// Counting copies against a set of rows, over more rows than one chunk has.
#include "data/duplicates.hpp"

#include <limits>
#include <set>

#include <catch2/catch.hpp>

#include "parallel/thread_pool.hpp"

namespace nnctl::data {

TEST_CASE("copies among many rows are those that a set of rows finds, for any number of threads") {
  constexpr std::int64_t kRows = 150'000;
  Column number("number", Storage::kNumber);
  Column word("word", Storage::kText);
  std::vector<double> numbers;
  std::vector<std::int32_t> words;
  for (std::int64_t row = 0; row < kRows; ++row) {
    const std::int64_t draw = row * 7919 % 100'003 % 500;
    const double value = static_cast<double>(draw) / 4;
    numbers.push_back(draw == 3 ? std::numeric_limits<double>::quiet_NaN() : value);
    words.push_back(draw % 7 == 0 ? kMissingWord : word.words().add("w" + std::to_string(row % 601)));
  }
  number.append(std::span<const double>(numbers));
  word.append(std::span<const std::int32_t>(words));
  std::vector<Column> columns;
  columns.push_back(std::move(number));
  columns.push_back(std::move(word));
  for (Column& column : columns) column.finish();
  Table table("made.csv", std::move(columns));
  table.set_num_rows(kRows);

  std::vector<std::int64_t> training;
  std::vector<std::int64_t> judged;
  for (std::int64_t row = 0; row < kRows; ++row) (row % 3 == 0 ? judged : training).push_back(row);
  const auto key = [&](std::int64_t row) {
    const auto i = static_cast<std::size_t>(row);
    return std::pair(std::isnan(numbers[i]) ? -1.0 : numbers[i], words[i]);
  };
  std::set<std::pair<double, std::int32_t>> known;
  for (const std::int64_t row : training) known.insert(key(row));
  std::int64_t copies = 0;
  for (const std::int64_t row : judged) copies += known.contains(key(row)) ? 1 : 0;
  REQUIRE(copies > 100);
  REQUIRE(copies < std::ssize(judged) - 100);

  const int limit = thread_limit();
  for (const int threads : {1, 3}) {
    set_thread_limit(threads);
    CHECK(count_copies({&table, training}, {&table, judged}, std::vector<std::string>{"number", "word"}) == copies);
  }
  set_thread_limit(limit);
}

}  // namespace nnctl::data
