#include "data/cell_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/printable.hpp"
#include "data/decimal_text.hpp"

namespace nnctl::data {
namespace {

bool equal_ignoring_case(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b; });
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_missing(std::string_view cell) {
  constexpr std::array<std::string_view, 5> kMarkers = {"", "na", "n/a", "nan", "null"};
  const std::string_view text = trimmed(cell);
  return text.size() <= 4 && std::any_of(kMarkers.begin(), kMarkers.end(),
                                         [&](std::string_view marker) { return equal_ignoring_case(text, marker); });
}

std::optional<double> parse_number(std::string_view cell) { return exact_double(trimmed(cell)); }

std::optional<Real> to_real(double value) {
  // NaN fails the comparison too.
  if (!(std::abs(value) <= static_cast<double>(std::numeric_limits<Real>::max()))) return {};
  return static_cast<Real>(value);
}

std::string in_quotes(std::string_view cell) {
  constexpr int kMaxCharacters = 40;
  std::size_t size = 0;
  for (int i = 0; i < kMaxCharacters && size < cell.size(); ++i) size += first_code_point_size(cell.substr(size));
  return size < cell.size() ? fmt::format("'{}...'", cell.substr(0, size)) : fmt::format("'{}'", cell);
}

std::string listed(std::span<const std::string> names, std::size_t limit) {
  if (names.size() <= limit) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{}, ... ({} in all)", fmt::join(names.first(limit), ", "), names.size());
}

std::string in_megabytes(std::int64_t bytes) {
  const auto size = static_cast<double>(bytes);
  return size <= 999e6 ? fmt::format("{:.0f} MB", std::ceil(size / 1e6))
                       : fmt::format("{:.2f} GB", std::ceil(size / 1e7) / 100);
}

std::string counted(std::int64_t count, std::string_view singular) {
  return fmt::format("{} {}{}", count, singular, count == 1 ? "" : "s");
}

}  // namespace nnctl::data
