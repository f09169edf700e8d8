// What the beginning of a CSV file tells: the delimiter, the columns' names, where the rows begin.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/csv_fields.hpp"
#include "data/csv_options.hpp"

namespace nnctl::data {

struct CsvOpening {
  CsvMarks marks;
  std::vector<std::string> columns;
  std::size_t rows_begin = 0;  ///< behind the header, in the text
  int rows_line = 1;
  bool trailing = false;  ///< rows may end in a delimiter with nothing behind it
};

/// `text` is the file's beginning, or with `is_whole` all of it, in UTF-8. Nothing: more of it is needed. Throws a
/// UserError(kData) for an empty file, an unclosed quote, and names that are empty, come twice or are not UTF-8.
std::optional<CsvOpening> read_opening(std::string_view text, bool is_whole, const CsvOptions& options,
                                       const std::string& file);

/// "a header line with column names and one line a row were expected".
extern const std::string_view kExpectedTable;

[[noreturn]] void fail_unclosed(const std::string& file, int line);

}  // namespace nnctl::data
