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

/// How many of the first kMostCompared rows of `judged` agree with a row of `training` in every one of `columns`.
/// Compares 64-bit hashes of the cells' texts and numbers.
std::int64_t count_copies(const RowSelection& training, const RowSelection& judged,
                          std::span<const std::string> columns);
inline constexpr std::int64_t kMostCompared = std::int64_t{1} << 20;

}  // namespace nnctl::data
