#include "analysis/notation.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "data/time_text.hpp"

namespace nnctl::analysis {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::size_t digits_at(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

struct Number {
  bool has_fraction = false;
  bool has_marks = false;  ///< between thousands
};

// A number whose whole part may be cut into groups of three by `thousands`.
std::optional<Number> parse_number(std::string_view text, char decimal, char thousands) {
  Number number;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t first = digits_at(text);
  if (first == 0) return {};
  text.remove_prefix(first);
  while (text.starts_with(thousands)) {
    if (first > 3 || digits_at(text.substr(1)) != 3) return {};
    text.remove_prefix(4);
    number.has_marks = true;
  }
  if (text.empty()) return number;
  if (text.front() != decimal || digits_at(text.substr(1)) != text.size() - 1) return {};
  number.has_fraction = true;
  return number;
}

// What all texts of a column have in common; nothing where one is no number so.
std::optional<Number> parse_numbers(const data::Words& words, char decimal, char thousands) {
  Number all;
  for (std::int32_t id = 0; id < words.size(); ++id) {
    const auto number = parse_number(words[id], decimal, thousands);
    if (!number) return {};
    all.has_fraction = all.has_fraction || number->has_fraction;
    all.has_marks = all.has_marks || number->has_marks;
  }
  return words.size() > 0 ? std::optional(all) : std::nullopt;
}

bool all_parse(const data::Words& words, std::string_view format) {
  for (std::int32_t id = 0; id < words.size(); ++id) {
    if (!data::parse_time(words[id], format)) return false;
  }
  return words.size() > 0;
}

// The one format that fits; "" for none, and for several.
std::string time_format(const data::Words& words) {
  constexpr std::array<const char*, 6> kDates = {"%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y",
                                                 "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d"};
  constexpr std::array<const char*, 4> kClocks = {"", " %H:%M", " %H:%M:%S", " %I:%M %p"};
  constexpr std::array<const char*, 5> kNamed = {"%B %d %Y", "%B %d, %Y", "%b %d, %Y", "%d %b %Y", "%d %B %Y"};
  std::string found;
  const auto consider = [&](const std::string& format) {
    if (!all_parse(words, format)) return true;
    const bool is_first = found.empty();
    found = format;
    return is_first;
  };
  for (const std::string date : kDates) {
    for (const char* clock : kClocks) {
      if (!consider(date + clock)) return {};
    }
  }
  if (!found.empty()) return found;
  for (const char* format : kNamed) {
    if (all_parse(words, format)) return format;
  }
  return {};
}

}  // namespace

Notation notation_of(const data::Table& table) {
  Notation notation;
  int commas_are_decimal = 0;
  int commas_are_marks = 0;
  bool has_points_between = false;
  for (int c = 0; c < table.num_columns(); ++c) {
    const data::Column& column = table.column(c);
    if (column.storage() != data::Storage::kText) continue;
    const auto decimal_comma = parse_numbers(column.words(), ',', '.');
    const auto decimal_point = parse_numbers(column.words(), '.', ',');
    if (decimal_comma) has_points_between = has_points_between || decimal_comma->has_marks;
    if (decimal_comma && !decimal_point) ++commas_are_decimal;
    if (decimal_point && decimal_point->has_marks) ++commas_are_marks;
    if (decimal_comma || decimal_point) continue;
    if (std::string format = time_format(column.words()); !format.empty()) {
      notation.of_times.emplace(column.name(), std::move(format));
    }
  }
  if (commas_are_decimal > 0) {
    notation.decimal = ',';
    if (has_points_between) notation.thousands = '.';
  } else if (commas_are_marks > 0) {
    notation.thousands = ',';
  }
  return notation;
}

bool is_number_with_sign(std::string_view text) {
  std::string plain;
  for (const std::string_view sign : {"$", "€", "£", "%"}) {
    const std::size_t at = text.find(sign);
    if (at == std::string_view::npos) continue;
    plain = std::string(text.substr(0, at)) + std::string(text.substr(at + sign.size()));
    std::erase(plain, ' ');
    return parse_number(plain, '.', ',') || parse_number(plain, ',', '.');
  }
  return false;
}

}  // namespace nnctl::analysis
