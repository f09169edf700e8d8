// Mistakes in a data file, collected so that a user sees several at once but not thousands.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// How many mistakes of one kind are shown; the rest is counted.
inline constexpr std::int64_t kShownMistakes = 10;

/// Mistakes found in the order of the file.
class Mistakes {
 public:
  void add(Place place, std::string message, std::string hint);
  /// Further ones that are counted only.
  void add_unseen(std::int64_t count) { count_ += count; }
  bool empty() const { return count_ == 0; }
  /// A UserError(kData) with the first mistakes and, when there were more, their number.
  void throw_if_any() const;

 private:
  std::vector<Diagnostic> shown_;
  std::int64_t count_ = 0;
};

/// What is wrong with the text of one cell.
struct CellMistake {
  std::string message;  ///< "'fast' is not a number"
  std::string hint;
};

/// Mistakes in the cells of a table, found in any order and shown by column as a whole first, then by row.
class CellMistakes {
 public:
  explicit CellMistakes(const Table& table) : table_(table) {}
  /// Rows of one column come in ascending order.
  void add(std::int64_t row, int column, CellMistake mistake);
  /// Those of other columns.
  void add(CellMistakes others);
  /// A mistake of the whole column.
  void add_column(int column, CellMistake mistake);
  bool empty() const { return columns_.empty() && num_cells_ == 0; }
  void throw_if_any() const;

 private:
  struct Located {
    std::int64_t row = 0;
    int column = 0;
    CellMistake mistake;
  };
  const Table& table_;
  std::vector<Located> columns_;
  std::map<int, std::vector<Located>> cells_;  // the first of each column: enough to know the first of all
  std::int64_t num_cells_ = 0;
};

/// A mistake in the config that shows only beside the data: the caller knows the key's place in the file.
struct ConfigMistake {
  std::string key_path;  ///< "data.features[1]"
  std::string message;
  std::string hint;
};

}  // namespace nnctl::data
