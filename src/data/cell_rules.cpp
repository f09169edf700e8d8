#include "data/cell_rules.hpp"

#include <algorithm>

#include "data/cell_text.hpp"
#include "data/decimal_text.hpp"

namespace nnctl::data {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "1,234,567": marks between digits, three of them behind the last and two or three behind the others (India writes
// 12,34,567).
bool drop_thousands(std::string_view whole, char mark, std::string& to) {
  std::size_t since = 0;  // digits since the last mark
  bool any = false;
  for (const char c : whole) {
    if (c != mark) {
      if (any && !is_digit(c)) return false;
      to += c;
      since += is_digit(c) ? 1 : 0;
      continue;
    }
    if (since == 0 || since > 3 || (any && since < 2)) return false;
    any = true;
    since = 0;
  }
  return !any || since == 3;
}

}  // namespace

CellRules::CellRules(const CsvOptions& options)
    : decimal_(options.decimal), thousands_(options.thousands), na_texts_(options.na_values) {
  for (const std::string& text : na_texts_) {
    if (const auto value = number(text)) na_numbers_.push_back(*value);
  }
}

bool CellRules::is_missing(std::string_view text) const {
  return data::is_missing(text) ||
         (!na_texts_.empty() && std::ranges::find(na_texts_, trimmed(text)) != na_texts_.end());
}

bool CellRules::is_missing(double number) const {
  return !na_numbers_.empty() && std::ranges::find(na_numbers_, number) != na_numbers_.end();
}

std::optional<std::string_view> CellRules::plain(std::string_view text, std::string& buffer) const {
  text = trimmed(text);
  if (decimal_ == '.' && thousands_ == '\0') return text;
  const std::size_t end_of_whole = std::min(text.find_first_of(std::string{decimal_, 'e', 'E'}), text.size());
  if (thousands_ == '\0') {
    buffer = text.substr(0, end_of_whole);
  } else if (!drop_thousands(text.substr(0, end_of_whole), thousands_, buffer)) {
    return {};
  }
  std::string_view rest = text.substr(end_of_whole);
  if (decimal_ != '.' && buffer.find('.') != std::string::npos) return {};
  if (!rest.empty() && rest.front() == decimal_) {
    buffer += '.';
    rest.remove_prefix(1);
    if (rest.find('.') != std::string_view::npos) return {};
  }
  buffer += rest;
  return buffer;
}

std::optional<double> CellRules::number(std::string_view text) const {
  std::string buffer;
  const auto written = plain(text, buffer);
  return written ? exact_double(*written) : std::nullopt;
}

std::optional<float> CellRules::float_number(std::string_view text) const {
  std::string buffer;
  const auto written = plain(text, buffer);
  return written ? exact_float(*written) : std::nullopt;
}

}  // namespace nnctl::data
