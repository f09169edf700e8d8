// A table: what a source yields and encoders read. Columns of typed cells, and for messages the place of every row.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.hpp"
#include "data/column.hpp"
#include "data/csv_options.hpp"
#include "data/row_ids.hpp"

namespace nnctl::data {

/// What a reader is to make of a column.
struct ColumnRequest {
  enum class Kind {
    kSkip,    ///< its cells are not wanted
    kAuto,    ///< numbers where most cells are, else times where all are, else text
    kNumber,  ///< other cells are kept as unreadable
    kFloat,   ///< the same, rounded to float at once
    kTime,    ///< by `format`
    kText,
  };
  Kind kind = Kind::kAuto;
  std::string format;                ///< of times, as strptime(3) has it; empty: ISO 8601
  std::vector<std::string> present;  ///< texts that are values though they look like missing ones: a class "NA"

  friend bool operator==(const ColumnRequest&, const ColumnRequest&) = default;
};

struct TableRequest {
  ColumnRequest others;  ///< columns that are not named
  std::map<std::string, ColumnRequest, std::less<>> columns;
  std::vector<std::string> kept;  ///< columns whose text is wanted as it stands, beside whatever else they are
  bool keeps_all = false;
  CsvOptions csv;

  const ColumnRequest& of(std::string_view name) const;
  /// Whether a column may be of kAuto.
  bool has_automatic() const;
};

class Table {
 public:
  /// The rows from `first_row` on, up to the next file's, are those of a file; a first row below 0 tells how many rows
  /// of the file are not in the table.
  struct File {
    std::string name;  ///< for messages
    std::int64_t first_row = 0;
  };
  /// From this row on, up to the next run, a row's line is the row's number plus `distance`.
  struct LineRun {
    std::int64_t first_row = 0;
    std::int64_t distance = 0;
  };

  Table() = default;
  Table(std::string file, std::vector<Column> columns);
  /// `files` begin with the table's first rows.
  Table(std::vector<Column> columns, std::vector<File> files);

  /// Of the file, also those that were not read.
  const std::vector<std::string>& columns() const { return names_; }
  int num_columns() const { return static_cast<int>(names_.size()); }
  const Column& column(int index) const { return columns_[static_cast<std::size_t>(index)]; }
  /// -1 when there is none of that name.
  int find_column(std::string_view name) const;
  std::int64_t num_rows() const { return num_rows_; }
  Cell cell(std::int64_t row, int column) const { return this->column(column).cell(row); }
  /// Columns of text as it stands in the file, in the order asked for.
  const std::vector<Column>& kept() const { return kept_; }

  /// The file and line where a row begins.
  Place place(std::int64_t row) const;
  /// The header's place.
  Place place() const { return {.file = files_.empty() ? std::string() : files_.front().name, .line = 1}; }
  /// The row's number in its own file, from 1; the header is not counted.
  std::int64_t row_number(std::int64_t row) const { return row - file_of(row).first_row + 1; }
  /// What the reader did that the user may not expect, one sentence each.
  const std::vector<std::string>& notes() const { return notes_; }
  /// XXH3-128 of the bytes of the file, or over the hashes of several.
  const std::string& content_hash() const { return content_hash_; }
  std::span<const File> files() const { return files_; }
  std::span<const LineRun> lines() const { return lines_; }

  // For readers.
  Column& column(int index) { return columns_[static_cast<std::size_t>(index)]; }
  std::vector<Column>& kept() { return kept_; }
  /// The next row begins in this line; call it for rows whose line is not one behind the last row's, or for all.
  void set_line(std::int64_t row, std::int64_t line);
  /// The rows from `first_row` on are those of another file.
  void begin_file(std::string name, std::int64_t first_row) { files_.push_back({std::move(name), first_row}); }
  void add_note(std::string note) { notes_.push_back(std::move(note)); }
  void set_num_rows(std::int64_t num_rows) { num_rows_ = num_rows; }
  void set_content_hash(std::string hash) { content_hash_ = std::move(hash); }

 private:
  const File& file_of(std::int64_t row) const;

  std::vector<std::string> names_;
  std::vector<Column> columns_;
  std::vector<Column> kept_;
  std::vector<File> files_;
  std::vector<LineRun> lines_;
  std::int64_t num_rows_ = 0;
  std::string content_hash_;
  std::vector<std::string> notes_;
};

/// The one column of a table that an encoder reads.
struct ColumnView {
  const Table* table = nullptr;
  int column = 0;

  Cell cell(std::int64_t row) const { return table->cell(row, column); }
  const std::string& name() const { return table->columns()[static_cast<std::size_t>(column)]; }
};

/// The rows 0, 1, ... of a table.
RowIds all_rows(const Table& table);

}  // namespace nnctl::data
