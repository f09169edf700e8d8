// Rows of newline-delimited JSON (github.com/ndjson/ndjson-spec), an object a line, piece by piece as they arrive: a
// filter's other input.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/byte_source.hpp"
#include "data/table.hpp"

namespace nnctl::data {

class NdjsonStream {
 public:
  NdjsonStream(ByteSource source, TableRequest request);

  /// The next rows, at least one: those that have come. Columns are the keys of the first object; every value is held
  /// as text, null and a key that is not there are missing values. Nothing at the end. Throws a UserError(kData) for
  /// lines that are no object, and for values that are lists or objects.
  std::optional<Table> next();

 private:
  bool read_some();
  void add_row(std::string_view line);
  Table take();

  ByteSource source_;
  TableRequest request_;
  std::string text_;  // read, and not yet a row
  bool at_end_ = false;
  std::vector<std::string> names_;  // none before the first object
  std::vector<std::vector<std::optional<std::string>>> rows_;
  std::vector<std::int64_t> lines_;
  std::int64_t line_ = 0;
  std::int64_t rows_taken_ = 0;
};

/// Whether a source that begins so is one of objects: a table's header does not begin with a brace.
bool looks_like_ndjson(std::string_view bytes);

}  // namespace nnctl::data
