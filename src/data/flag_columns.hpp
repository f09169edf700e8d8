// Several target columns of 0 and 1: one-hot rows, as Keras's to_categorical makes them, and labels of which any number
// may hold.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/row_ids.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// Whether a cell says 1 or 0, by number or by word; none for anything else.
std::optional<bool> flag_of(const Cell& cell);

struct FlagFacts {
  bool are_flags = true;          ///< every cell of every row says 1 or 0
  std::int64_t first_other = -1;  ///< the first row that has not exactly one 1; -1: every row has
};
FlagFacts look_at_flags(const Table& table, std::span<const int> columns, const RowIds& rows);

/// The position of a row's 1 in `columns`; -1 where it has none or several, or a cell is no flag.
std::int32_t place_of_one(const Table& table, std::int64_t row, std::span<const int> columns);

/// The classes that one-hot columns stand for: their names without what all of them begin with, "y0", "y1" and
/// "kind_oak", "kind_elm" alike.
std::vector<std::string> flag_classes(const std::vector<std::string>& columns);

}  // namespace nnctl::data
