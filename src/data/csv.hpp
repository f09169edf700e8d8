// Comma-separated values as of RFC 4180 and what people write beyond it (CsvOptions), with or without a header. Quoted
// fields may hold delimiters, line ends and doubled quotes; lines end in LF, CRLF or CR; a byte-order mark is skipped;
// blank lines at the end are ignored. Stricter than most readers: a row with too few fields, a blank line between rows
// or text behind a closing quote is an error.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data/block_cells.hpp"
#include "data/byte_source.hpp"
#include "data/csv_opening.hpp"
#include "data/csv_options.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// The rows of all files, one below the other, with the columns of the first; the others' may be in another order.
/// Types of columns follow from all rows. Blanks around column names are dropped. Throws a UserError(kData) with the
/// first mistakes: an empty text, a header alone, rows of another width than the header, an unclosed quote, column
/// names that are empty or come twice, bytes that are not UTF-8 text, files with other columns than the first's.
/// With `store` the cells go there, and the table can be read once they are mapped.
Table read_csv(std::vector<ByteSource>& files, const TableRequest& request, const CsvOptions& options,
               GroupStore* store = nullptr);

/// The table that `text` holds; `name` stands for it in messages.
Table parse_csv(std::string text, const std::string& name, const TableRequest& request = {},
                const CsvOptions& options = {});

/// The column names of a file, of which little more is read than they take. The same errors.
std::vector<std::string> read_csv_header(const std::filesystem::path& path, const CsvOptions& options = {});

/// How the rows behind `opening` are read, columns of kAuto as `automatic`.
RowPlan plan_rows(const CsvOpening& opening, const TableRequest& request, const CsvOptions& options, Storage automatic);

/// The columns of text that were kept, in the order that `request` has them.
void order_kept(Table& table, const TableRequest& request);

}  // namespace nnctl::data
