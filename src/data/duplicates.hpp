// Rows of held-out parts that are exact copies of training rows: a score on them flatters the model.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/table.hpp"

namespace nnctl::data {

/// Some rows of a table.
struct RowSelection {
  const Table* table = nullptr;
  const RowIds& rows;
};

/// How many of `judged` agree with a row of `training` in every one of `columns`. Compares 64-bit hashes of the cells'
/// texts and numbers; holds those of at most kHashedRows rows at a time.
std::int64_t count_copies(const RowSelection& training, const RowSelection& judged,
                          std::span<const std::string> columns);
inline constexpr std::size_t kHashedRows = std::size_t{1} << 23;

}  // namespace nnctl::data
