// Rows of a CSV source piece by piece, as they arrive: a filter's input, of which no more is held than a piece.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/byte_source.hpp"
#include "data/csv_options.hpp"
#include "data/table.hpp"

namespace nnctl::data {

class TableStream {
 public:
  /// Waits for the header. Columns of kAuto are texts, whose cells may be asked for their numbers all the same.
  TableStream(ByteSource source, TableRequest request, const CsvOptions& options = {});
  ~TableStream();
  TableStream(TableStream&& other) noexcept;
  TableStream& operator=(TableStream&& other) noexcept;

  const std::vector<std::string>& columns() const;
  /// The next rows, at least one: those of a file by some thousands, those that came through a pipe at once. Places and
  /// row numbers are those of the source. Nothing at the end. Throws what read_table() does, for the rows that were
  /// read; those of earlier pieces were right.
  std::optional<Table> next();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace nnctl::data
