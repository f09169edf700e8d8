// How a table writes its numbers and dates where that is not the usual way: decimal commas, marks between thousands,
// dates that are not ISO 8601. For `nnctl init`, which writes it into the config.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "data/table.hpp"

namespace nnctl::analysis {

struct Notation {
  char decimal = '.';
  char thousands = '\0';                        ///< 0: none
  std::map<std::string, std::string> of_times;  ///< formats of columns, as strptime(3) has them

  bool has_own_numbers() const { return decimal != '.' || thousands != '\0'; }
};

/// Of columns that were read as text, when every text of theirs is a number or a date so. Dates whose day and month
/// could be either are left as they are, and so are numbers when columns contradict each other.
Notation notation_of(const data::Table& table);

/// Whether a text is a number but for a sign of money or per cent: "$1,200.00", "13.5 %".
bool is_number_with_sign(std::string_view text);

}  // namespace nnctl::analysis
