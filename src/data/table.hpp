// A table of text: what a source yields and encoders read. Cells lie row by row in one buffer, four bytes of index
// each, so that a table in memory is about as large as its file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"

namespace nnctl::data {

class Table {
 public:
  Table() = default;
  /// An empty table; `file` is named in messages, `content_hash` stands for the bytes it came from.
  Table(std::string file, std::vector<std::string> columns, std::string content_hash);

  const std::vector<std::string>& columns() const { return columns_; }
  std::int64_t num_rows() const { return static_cast<std::int64_t>(lines_.size()); }
  int num_columns() const { return static_cast<int>(columns_.size()); }
  /// -1 when there is none of that name.
  int find_column(std::string_view name) const;
  std::string_view cell(std::int64_t row, int column) const;

  /// The file and line where a row begins.
  Place place(std::int64_t row) const;
  /// The header's place.
  Place place() const { return {.file = files_.empty() ? std::string() : files_.front().name, .line = 1}; }
  /// The row's number in its own file, from 1; the header is not counted.
  std::int64_t row_number(std::int64_t row) const { return row - file_of(row).first_row + 1; }
  /// XXH3-128 of the bytes of the file, or over the hashes of several.
  const std::string& content_hash() const { return content_hash_; }

  /// The rows of another file below these. Its columns must be the same, in any order: a UserError(kData) otherwise.
  void append(const Table& other);

  /// Rows built in place by a reader: takes over `text`, in which the cells of all rows follow each other.
  /// `row_begins` has an offset for each row, `cell_ends` the end of each cell counted from there.
  void adopt(std::string text, std::vector<std::uint64_t> row_begins, std::vector<std::uint32_t> cell_ends,
             std::vector<std::int32_t> lines);

 private:
  struct File {
    std::string name;
    std::int64_t first_row = 0;
  };
  const File& file_of(std::int64_t row) const;

  std::vector<std::string> columns_;
  std::vector<File> files_;
  std::string content_hash_;
  std::string text_;
  std::vector<std::uint64_t> row_begins_;
  std::vector<std::uint32_t> cell_ends_;
  std::vector<std::int32_t> lines_;
};

/// The one column of a table that an encoder reads.
struct ColumnView {
  const Table* table = nullptr;
  int column = 0;

  std::string_view cell(std::int64_t row) const { return table->cell(row, column); }
  const std::string& name() const { return table->columns()[static_cast<std::size_t>(column)]; }
};

/// The rows 0, 1, ... of a table.
std::vector<std::int64_t> all_rows(const Table& table);

}  // namespace nnctl::data
