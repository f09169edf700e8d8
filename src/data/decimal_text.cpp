#include "data/decimal_text.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace nnctl::data {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Whether a number beyond the range is too large, rather than too small: its digits begin above the point.
bool is_large(std::string_view text) {
  constexpr std::int64_t kFar = 1'000'000'000;
  const std::size_t mark = text.find_first_of("eE");
  const std::string_view mantissa = text.substr(0, mark);
  std::int64_t exponent = 0;
  if (mark != std::string_view::npos) {
    std::string_view rest = text.substr(mark + 1);
    const bool negative = rest.front() == '-';
    if (negative || rest.front() == '+') rest.remove_prefix(1);
    for (const char c : rest) exponent = std::min(exponent * 10 + (c - '0'), kFar * kFar / 100);
    if (negative) exponent = -exponent;
  }
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  const auto above = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first);
  return above + exponent > 0;
}

template <class T>
std::optional<T> exact(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  // from_chars would take a second sign, "inf" and "nan"
  if (text.empty() || !(is_digit(text[0]) || (text[0] == '.' && text.size() > 1 && is_digit(text[1])))) return {};
  T value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return {};
  if (error == std::errc::result_out_of_range) {
    if (is_large(text)) return {};
    value = 0;
  } else if (error != std::errc{} || std::isinf(value)) {
    return {};
  }
  return negative ? -value : value;
}

}  // namespace

std::optional<double> exact_double(std::string_view text) { return exact<double>(text); }
std::optional<float> exact_float(std::string_view text) { return exact<float>(text); }

}  // namespace nnctl::data
