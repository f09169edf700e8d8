#include "data/flag_columns.hpp"

#include <algorithm>

#include "data/boolean_words.hpp"

namespace nnctl::data {

std::optional<bool> flag_of(const Cell& cell) {
  if (const auto number = cell.number())
    return *number == 0 || *number == 1 ? std::optional(*number == 1) : std::nullopt;
  if (cell.is_missing()) return std::nullopt;
  return boolean_of(cell.text());
}

FlagFacts look_at_flags(const Table& table, std::span<const int> columns, const RowIds& rows) {
  FlagFacts facts;
  for (const std::int64_t row : rows) {
    int ones = 0;
    for (const int column : columns) {
      const std::optional<bool> flag = flag_of(table.cell(row, column));
      if (!flag) return {false, -1};
      ones += *flag ? 1 : 0;
    }
    if (ones != 1 && facts.first_other < 0) facts.first_other = row;
  }
  return facts;
}

std::int32_t place_of_one(const Table& table, std::int64_t row, std::span<const int> columns) {
  std::int32_t place = -1;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::optional<bool> flag = flag_of(table.cell(row, columns[i]));
    if (!flag || (*flag && place >= 0)) return -1;
    if (*flag) place = static_cast<std::int32_t>(i);
  }
  return place;
}

std::vector<std::string> flag_classes(const std::vector<std::string>& columns) {
  const std::string& first = columns.front();
  std::size_t common = first.size();
  for (const std::string& column : columns) {
    const auto differ = std::ranges::mismatch(first, column);
    common = std::min(common, static_cast<std::size_t>(differ.in1 - first.begin()));
  }
  const auto are_digits = [](const std::string& text, std::size_t from) {
    return from < text.size() && text.find_first_not_of("0123456789", from) == std::string::npos;
  };
  // "y1" and "y10" share a digit of the number
  std::size_t digits = common;
  while (digits > 0 && are_digits(first, digits - 1)) --digits;
  const bool are_numbers =
      std::ranges::all_of(columns, [&](const std::string& column) { return are_digits(column, digits); });
  const std::size_t underscore = first.rfind('_', common == 0 ? 0 : common - 1);
  const std::size_t begin = are_numbers ? digits : common == 0 || underscore == std::string::npos ? 0 : underscore + 1;
  std::vector<std::string> classes;
  for (const std::string& column : columns) classes.push_back(column.substr(begin));
  const bool is_told = std::ranges::none_of(classes, &std::string::empty);
  return is_told ? classes : columns;
}

}  // namespace nnctl::data
