// What decides which part a row falls into: its class, its group, its place in time.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/config.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// When rows are: their order, and with a single time or number a row that value.
struct RowOrder {
  std::vector<std::int64_t> ranks;  ///< of the rows, from 0; the same for the same time
  std::vector<double> values;       ///< empty when several columns make up the order
  bool is_time = false;             ///< values are seconds since 1970
};

/// Throws a UserError(kData) for columns that are missing and for cells that are no number and no time.
RowOrder row_order(const Table& table, const OrderConfig& config);

/// Which group each row is in, numbered in the order of the file.
struct RowGroups {
  std::vector<std::int32_t> ids;
  std::vector<std::string> names;
};
/// `role` names the column's role in messages: "group_by". Throws a UserError(kData) for a column or cell that is
/// missing.
RowGroups row_groups(const Table& table, const std::string& column, const std::string& role);

/// The rows sorted by rank; those of the same rank in the order of the file.
std::vector<std::int64_t> in_order(std::span<const std::int64_t> ranks);

}  // namespace nnctl::data
