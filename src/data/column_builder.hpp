// Columns from the text of their cells: which storage holds them is decided by all of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data/column.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// kAuto: numbers where nine tenths of the cells that are not missing are, else text.
Column make_column(std::string name, const ColumnRequest& request, const std::vector<std::string_view>& cells);

/// The texts as they stand.
Column keep(std::string name, const std::vector<std::string_view>& cells);

}  // namespace nnctl::data
