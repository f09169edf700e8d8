// A table in a file, by columns: the packed groups of all columns in the order that a reader completed them, then an
// index of what they are. Groups go into the file as they are packed, so that writing takes the memory of one group a
// column, and they are read from the mapped file, so that reading takes none but what a reader looks at.
//
//   head      8 bytes magic, 8 bytes version
//   groups    cells of each, little-endian (see Encoding)
//   index     what the file was made of, columns, words, places of rows, and of each group: place, encoding, hash
//   tail      where the index begins, its size and hash (8 bytes each)
//
// Hashes are XXH3-64. All of a file is checked before a cell of it is used.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "base/file_descriptor.hpp"
#include "data/index_bytes.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// What a table was made of: it stands for no other source, and for no other reading of it.
struct TableOrigin {
  struct Source {
    std::int64_t size = 0;
    std::int64_t time = 0;  ///< of the last change
    std::string hash;       ///< of the bytes as they lie on the disk

    friend bool operator==(const Source&, const Source&) = default;
  };
  std::string reading;  ///< how the text was read: options, version of the reader
  std::vector<Source> sources;
  std::vector<ColumnRequest> requests;  ///< of each column
};

/// A file that cannot be written, such as on a full disk; what() tells why.
class UnwritableTable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class TableFileWriter final : public GroupStore {
 public:
  /// Throws an UnwritableTable, as all functions do. Without finish() nothing is left.
  explicit TableFileWriter(const std::filesystem::path& path);

  std::int64_t put(std::span<const std::byte> cells) override;
  /// `table` has its groups here.
  void finish(const Table& table, const TableOrigin& origin);

 private:
  struct Written {
    std::int64_t begin = 0;
    std::int64_t hash = 0;
  };
  void append(std::string_view bytes);

  std::unique_ptr<AtomicFile> file_;
  std::int64_t size_ = 0;
  std::vector<Written> groups_;  // ascending
};

/// A table file that is open and whose index was checked.
class TableFile {
 public:
  /// Throws a DamagedIndex for a file that no TableFileWriter finished, and for one that is not there.
  TableFile(const std::filesystem::path& path, std::int64_t most_resident);

  const TableOrigin& origin() const { return origin_; }
  /// Throws a DamagedIndex when the cells are not those that were written.
  void check_cells() const;
  /// Once: the table, whose columns keep the file.
  Table take() { return std::move(table_); }

 private:
  struct Stored {
    std::int64_t begin = 0;
    std::int64_t size = 0;
    std::int64_t hash = 0;
  };
  void read_index(IndexReader& index);
  Column read_column(IndexReader& index, std::int64_t num_rows);

  std::string name_;
  FileDescriptor file_;
  std::shared_ptr<const MappedFile> mapped_;
  std::int64_t cells_end_ = 0;
  std::vector<Stored> groups_;
  TableOrigin origin_;
  Table table_;
};

}  // namespace nnctl::data
