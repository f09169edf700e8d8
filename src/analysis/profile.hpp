// What a table's columns hold: kinds, missing and distinct values, ranges, and what should make one wonder: constants,
// duplicates, row numbers, and features that alone tell the target.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data/table.hpp"

namespace nnctl::analysis {

enum class ColumnKind { kNumber, kWholeNumber, kBoolean, kCategory, kTime };
std::string_view to_string(ColumnKind kind);  ///< "whole number"

/// Distinct values are counted up to this many.
inline constexpr std::int64_t kMostDistinct = 100'000;

struct ColumnProfile {
  std::string name;
  ColumnKind kind = ColumnKind::kNumber;
  std::int64_t rows = 0;
  std::int64_t missing = 0;
  std::int64_t unreadable = 0;   ///< texts among numbers
  std::string first_unreadable;  ///< one of them
  std::int64_t distinct = 0;     ///< not counting missing; kMostDistinct stands for that many or more
  std::int64_t fewest = 0;       ///< rows of the rarest value
  double least = 0;              ///< of numbers and times
  double greatest = 0;
  double mean = 0;
  bool rises = false;        ///< every number is greater than the one before
  bool falls_never = false;  ///< none is less than the one before
  /// The most frequent texts with their rows, up to three.
  std::vector<std::pair<std::string, std::int64_t>> frequent;
  std::string duplicate_of;  ///< an earlier column with the same value in every row

  std::int64_t present() const { return rows - missing - unreadable; }
  bool is_constant() const { return distinct <= 1; }
  /// Names or numbers the rows and tells nothing else: whole numbers that rise by row, texts that never repeat.
  bool is_row_name() const;
};

/// Only columns that were read.
std::vector<ColumnProfile> profile(const data::Table& table);

/// A column, or two that add up, from which the target can be told.
struct Leak {
  std::vector<std::string> columns;
  double score = 1;         ///< share of rows told right, or R2
  bool is_accuracy = true;  ///< else R2
};
/// "'a' alone tells the target in 99.8 % of the rows".
std::string to_string(const Leak& leak);

/// Features that, alone and by nothing but the mean or majority of the other rows with about the same value, tell the
/// target in 99 rows of 100 (or with an R2 of 0.995), and pairs of numbers whose sum it is: most likely they come
/// from the target or after it. At most 50,000
/// of `rows` are looked at.
std::vector<Leak> find_leaks(const data::Table& table, const data::RowIds& rows,
                             const std::vector<std::string>& features, const std::string& target);

}  // namespace nnctl::analysis
