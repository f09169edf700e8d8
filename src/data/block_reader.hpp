// Reads the rows of one block into BlockCells: rows without quotes many at a time, column by column (TextKernels);
// others one by one, numbers straight from the text in one pass with the search for the delimiter behind them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/block_cells.hpp"
#include "data/text_kernels.hpp"

namespace nnctl::data {

class BlockReader {
 public:
  BlockReader(std::string_view text, const RowPlan& plan, BlockCells& cells);
  void read();

 private:
  // Where a column's numbers go.
  struct Sink {
    bool is_double = false;
    bool is_float = false;
    double* numbers = nullptr;
    float* floats = nullptr;
    bool is_simple = false;  // the text is wanted for nothing else
  };

  void prepare_columns();
  void make_room(std::size_t more);
  const char* read_grid(const char* at);
  void read_grid_column(const CellRun& cells, std::size_t column);
  void read_grid_numbers(const CellRun& cells, std::size_t column);
  const char* read_row(const char* at);
  CsvField take_field(const char* at);
  bool is_plain_until(const char* end) const { return is_plain_ && end <= checked_until_; }
  const char* read_number(const char* at, std::size_t column, std::size_t row);
  const char* read_cell(const char* at, std::size_t column, std::size_t row);
  void store(std::size_t column, std::size_t row, std::string_view text);
  void store_without_number(std::size_t column, std::size_t row, std::string_view text);
  void take_blank_lines();
  void add_line();
  void add_mistake(std::string message, std::string hint);
  std::string where(std::size_t column) const;
  void tally_words();

  const char* begin_;
  const char* end_;
  const RowPlan& plan_;
  BlockCells& cells_;
  std::vector<Sink> sinks_;
  std::size_t width_;
  std::size_t capacity_ = 0;             // rows that there is room for
  const char* checked_until_ = nullptr;  // is_plain_ is about the text from the last row or one before it to there
  bool is_plain_ = false;                // plain ASCII
  const TextKernels* kernels_;
  std::unique_ptr<std::uint32_t[]> ends_;  // of fields
  std::size_t most_rows_ = 0;              // of a grid
  int slow_rows_ = 0;                      // to be read one by one, before a grid is tried again
  std::int64_t row_ = 0;                   // that is read, stored or not
  std::int64_t line_ = 0;                  // that it begins in
  std::int64_t next_line_ = 0;
  std::int64_t distance_ = 0;  // of the last row's line from its number
  bool unclosed_ = false;
};

}  // namespace nnctl::data
