#include "schema/number_with_unit.hpp"

#include <string>

#include "schema/scalar.hpp"

namespace nnctl::schema {

std::optional<double> number_before(std::string_view text, std::string_view unit) {
  if (!text.ends_with(unit)) return std::nullopt;
  text.remove_suffix(unit.size());
  while (text.ends_with(' ')) text.remove_suffix(1);
  return as_number(Node::plain(std::string(text)));
}

std::optional<double> number_in_units(std::string_view text, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (const auto number = number_before(text, unit.name)) return *number * unit.size;
  }
  return std::nullopt;
}

}  // namespace nnctl::schema
