// Puts the cells of blocks, which come in the order of the file, one below the other.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "data/block_cells.hpp"
#include "data/csv_opening.hpp"
#include "data/mistakes.hpp"
#include "data/table.hpp"

namespace nnctl::data {

class TableBuilder {
 public:
  /// A table with the columns of the first file's plan; their groups go to `store`, if there is one.
  explicit TableBuilder(const RowPlan& plan, GroupStore* store = nullptr);

  /// The rows that follow are of `file`, whose first line of rows is `line`; column i of its blocks is column
  /// `order[i]` of the table.
  void begin_file(std::string file, int line, std::vector<int> order);
  void append(BlockCells& cells);
  /// Throws the first mistakes so far, if there are any.
  void throw_mistakes() const { mistakes_.throw_if_any(); }
  /// Throws the first mistakes of the file, if it has any, and for a file without rows.
  void end_file();

  std::int64_t num_rows() const { return num_rows_; }
  const std::vector<CellTally>& tallies() const { return tallies_; }
  /// The rows since the last call; rows that follow are another table's.
  Table take();

 private:
  void make_columns();
  void append_column(BlockColumn& from, std::int64_t rows, std::size_t column);
  void flush_blank_lines();

  std::vector<std::string> names_;
  std::vector<ColumnPlan> plans_;
  GroupStore* store_;
  std::vector<Column> columns_;
  std::vector<Column> kept_;
  std::vector<CellTally> tallies_;
  std::vector<std::int64_t> unreadable_;  // kept texts of each column
  std::vector<Table::File> files_;
  std::vector<std::pair<std::int64_t, std::int64_t>> lines_;        // of rows, where they leave off being the next
  std::vector<std::pair<std::int64_t, std::int64_t>> blank_lines_;  // runs that may end the file: line, count
  std::string file_;
  std::vector<int> order_;
  std::int64_t num_rows_ = 0;
  std::int64_t rows_in_file_ = 0;  // read, also those of mistakes
  std::int64_t line_ = 1;
  Mistakes mistakes_;
  std::vector<std::int32_t> ids_;
};

}  // namespace nnctl::data
