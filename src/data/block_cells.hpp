// The cells of a block of CSV text, by column: what workers make of it, each of a block of its own, and what is then
// put behind the cells of the blocks before.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/cell_rules.hpp"
#include "data/csv_fields.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// What becomes of the cells of a column.
struct ColumnPlan {
  Storage storage = Storage::kNone;
  bool is_guess = false;  ///< kAuto: cells are counted, to see whether all rows bear it out
  bool keeps = false;     ///< the text as it stands too
  ColumnRequest request;
};

/// How rows are cut and read.
struct RowPlan {
  CsvMarks marks;
  bool trailing = false;  ///< see CsvOpening
  CellRules rules;
  std::vector<std::string> names;
  std::vector<ColumnPlan> columns;
};

/// Of cells that are not missing.
struct CellTally {
  std::int64_t present = 0;
  std::int64_t numbers = 0;
  std::int64_t times = 0;

  void add(const CellTally& other) {
    present += other.present;
    numbers += other.numbers;
    times += other.times;
  }
};

/// Distinct texts of a block and which of them each row has.
class BlockWords {
 public:
  struct Word {
    std::string_view text;
    std::int64_t count = 0;
    bool is_missing = false;
  };
  void start();
  /// `text` stays where it is as long as the block does.
  void add(std::string_view text);
  void add_missing() { ids_.push_back(kMissingWord); }
  std::vector<Word>& words() { return words_; }
  std::vector<std::int32_t>& ids() { return ids_; }

 private:
  void grow();

  std::vector<Word> words_;
  std::vector<std::int32_t> slots_;  // by hash; -1: free
  std::vector<std::int32_t> ids_;
};

struct BlockColumn {
  std::vector<double> numbers;  ///< of kNumber and kTime; more than the block has rows
  std::vector<float> floats;
  BlockWords words;
  BlockWords kept;
  CellTally tally;
  std::vector<std::pair<std::int64_t, std::string>> unreadable;  ///< the first
};

/// A mistake in a row; its message begins with "row N" and goes on with this.
struct RowMistake {
  std::int64_t row = 0;   ///< in the block, from 0
  std::int64_t line = 0;  ///< in the block, from 0
  std::string message;
  std::string hint;
};

struct BlockCells {
  std::int64_t num_rows = 0;  ///< that cells are there for
  std::int64_t num_read = 0;  ///< with those that are mistakes
  std::int64_t num_lines = 0;
  std::vector<BlockColumn> columns;
  std::vector<std::pair<std::int64_t, std::int64_t>> lines;  ///< rows whose line is not that of the row before plus 1
  std::vector<std::int64_t> blank_lines;                     ///< at the end
  std::vector<RowMistake> mistakes;                          ///< the first
  std::int64_t num_mistakes = 0;
  std::int64_t unclosed_line = -1;  ///< where a quote is opened that is not closed
  UnquotedTexts unquoted;           ///< that words refer to

  /// `text` is whole records with kScanPadding bytes behind them. Words refer to it.
  void read(std::string_view text, const RowPlan& plan);
};

}  // namespace nnctl::data
