// Comma-separated values as of RFC 4180, in UTF-8, with a header. Quoted fields may hold commas, line ends and doubled
// quotes; lines end in LF, CRLF or CR; a byte-order mark is skipped; blank lines at the end are ignored. Stricter than
// most readers: a row with too few fields, a blank line between rows or text behind a closing quote is an error.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "data/table.hpp"

namespace nnctl::data {

/// The table that `text` holds; `name` stands for it in messages. Blanks around column names are dropped.
/// Throws a UserError(kData) with the first mistakes: an empty text, a header alone, rows of another width than the
/// header, an unclosed quote, column names that are empty or come twice, bytes that are not UTF-8 text.
Table parse_csv(std::string text, const std::string& name, const TableRequest& request = {});

/// The column names of a file, of which no more is read than they take. The same errors.
std::vector<std::string> read_csv_header(const std::filesystem::path& path);

}  // namespace nnctl::data
