// Text such as "3 epochs", "512MB" or "10%": a number, blanks if one likes, a unit.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace nnctl::schema {

/// The number in front of `unit`; none where the text is something else.
std::optional<double> number_before(std::string_view text, std::string_view unit);

struct Unit {
  std::string_view name;
  double size = 1;
};

/// The number in front of one of the units, times its size.
std::optional<double> number_in_units(std::string_view text, std::span<const Unit> units);

}  // namespace nnctl::schema
