#include "data/column_builder.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "data/cell_text.hpp"

namespace nnctl::data {
namespace {

constexpr double kMostlyNumbers = 0.9;
constexpr std::size_t kKeptUnreadable = 1000;  // texts a column, for messages

struct Numbers {
  std::vector<double> values;  // with the bit patterns of cells without one
  std::vector<std::pair<std::int64_t, std::string>> unreadable;
  std::int64_t readable = 0;
  std::int64_t present = 0;
};

Numbers read_numbers(const std::vector<std::string_view>& cells) {
  Numbers numbers;
  numbers.values.reserve(cells.size());
  for (const std::string_view cell : cells) {
    const std::optional<double> value = parse_number(cell);
    if (value) {
      ++numbers.present;
      ++numbers.readable;
      numbers.values.push_back(*value);
    } else if (is_missing(cell)) {
      numbers.values.push_back(std::bit_cast<double>(kMissingDouble));
    } else {
      ++numbers.present;
      numbers.values.push_back(std::bit_cast<double>(kUnreadableDouble));
      if (numbers.unreadable.size() < kKeptUnreadable) {
        numbers.unreadable.emplace_back(std::ssize(numbers.values) - 1, trimmed(cell));
      }
    }
  }
  return numbers;
}

Column number_column(std::string name, Numbers numbers) {
  Column column(std::move(name), Storage::kNumber);
  column.append(std::span<const double>(numbers.values));
  for (auto& [row, text] : numbers.unreadable) column.set_unreadable(row, std::move(text));
  return column;
}

}  // namespace

Column make_column(std::string name, const ColumnRequest& request, const std::vector<std::string_view>& cells) {
  using Kind = ColumnRequest::Kind;
  if (request.kind == Kind::kSkip) return Column(std::move(name), Storage::kNone);
  if (request.kind != Kind::kText) {
    Numbers numbers = read_numbers(cells);
    const bool is_number =
        static_cast<double>(numbers.readable) >= kMostlyNumbers * static_cast<double>(numbers.present);
    if (request.kind == Kind::kNumber || is_number) return number_column(std::move(name), std::move(numbers));
  }
  Column column(std::move(name), Storage::kText);
  std::vector<std::int32_t> ids;
  ids.reserve(cells.size());
  for (const std::string_view cell : cells) {
    const bool is_present =
        !is_missing(cell) || std::ranges::find(request.present, trimmed(cell)) != request.present.end();
    ids.push_back(is_present ? column.words().add(trimmed(cell)) : kMissingWord);
  }
  column.append(std::span<const std::int32_t>(ids));
  return column;
}

Column keep(std::string name, const std::vector<std::string_view>& cells) {
  Column column(std::move(name), Storage::kText);
  std::vector<std::int32_t> ids;
  ids.reserve(cells.size());
  for (const std::string_view cell : cells) ids.push_back(column.words().add(cell));
  column.append(std::span<const std::int32_t>(ids));
  return column;
}

}  // namespace nnctl::data
