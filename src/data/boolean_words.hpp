// Words for true and false, as spreadsheets, R and pandas write them.
#pragma once

#include <optional>
#include <string_view>

namespace nnctl::data {

/// true, yes, t, y, 1 and false, no, f, n, 0 in any case, blanks around it ignored.
std::optional<bool> boolean_of(std::string_view text);

}  // namespace nnctl::data
