#include "schema/scalar.hpp"

#include <charconv>
#include <cstdlib>
#include <limits>
#include <string_view>

namespace nnctl::schema {

namespace {

bool is_plain(const Node& node) { return node.is_scalar() && !node.quoted(); }

template <class Number>
std::optional<Number> parse_whole(std::string_view text, int base) {
  Number value{};
  if (base != 10 && text.starts_with('-')) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool all_digits(std::string_view text) { return text.find_first_not_of("0123456789") == std::string_view::npos; }

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float_text(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    std::string_view digits = text.substr(exponent + 1);
    if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
    if (digits.empty() || !all_digits(digits)) return false;
    text = text.substr(0, exponent);
  }
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return !text.empty() && all_digits(text);
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(point + 1);
  return all_digits(whole) && all_digits(fraction) && !(whole.empty() && fraction.empty());
}

}  // namespace

std::optional<bool> as_bool(const Node& node) {
  if (!is_plain(node)) return std::nullopt;
  const std::string& text = node.text();
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

std::optional<std::int64_t> as_integer(const Node& node) {
  if (!is_plain(node)) return std::nullopt;
  std::string_view text = node.text();
  if (text.starts_with("0o")) return parse_whole<std::int64_t>(text.substr(2), 8);
  if (text.starts_with("0x")) return parse_whole<std::int64_t>(text.substr(2), 16);
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
  return parse_whole<std::int64_t>(text, 10);
}

std::optional<double> as_number(const Node& node) {
  if (!is_plain(node)) return std::nullopt;
  if (const auto integer = as_integer(node)) return static_cast<double>(*integer);
  std::string_view text = node.text();
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return std::numeric_limits<double>::quiet_NaN();
  std::string_view unsigned_text = text;
  if (text.starts_with('-') || text.starts_with('+')) unsigned_text.remove_prefix(1);
  if (unsigned_text == ".inf" || unsigned_text == ".Inf" || unsigned_text == ".INF") {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    return text.starts_with('-') ? -kInfinity : kInfinity;
  }
  if (!is_float_text(text)) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    // from_chars leaves value alone; strtod tells 0 from infinity, with the sign: range checks do the rest
    return std::strtod(node.text().c_str(), nullptr);
  }
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

bool is_string(const Node& node) {
  if (!node.is_scalar()) return false;
  if (node.quoted()) return true;
  return !node.is_null() && !as_bool(node) && !as_number(node);
}

}  // namespace nnctl::schema
