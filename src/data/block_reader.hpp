// Reads the rows of one block into BlockCells: numbers straight from the text, in one pass with the search for the
// delimiter behind them; everything else field by field.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/block_cells.hpp"

namespace nnctl::data {

class BlockReader {
 public:
  BlockReader(std::string_view text, const RowPlan& plan, BlockCells& cells);
  void read();

 private:
  // Where a column's numbers go.
  struct Sink {
    double* numbers = nullptr;
    float* floats = nullptr;
    bool is_simple = false;  // the text is wanted for nothing else
  };

  void prepare_columns();
  const char* read_row(const char* at);
  CsvField take_field(const char* at);
  const char* read_cell(const char* at, std::size_t column);
  void store(std::size_t column, std::string_view text);
  void store_without_number(std::size_t column, std::string_view text);
  void store_word(std::size_t column, std::string_view text);
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
  std::size_t capacity_ = 0;  // rows that there is room for: all that are no mistakes
  bool is_ascii_ = false;
  std::int64_t row_ = 0;   // that is read, stored or not
  std::int64_t line_ = 0;  // that it begins in
  std::int64_t next_line_ = 0;
  std::int64_t distance_ = 0;  // of the last row's line from its number
  bool unclosed_ = false;
};

}  // namespace nnctl::data
