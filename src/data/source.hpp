// Opens the sources of a config. Today a source is CSV files; further kinds join here and yield tables too, or arrays.
#pragma once

#include <string>
#include <vector>

#include "data/config.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// The column names, without reading rows.
std::vector<std::string> read_header(const SourceConfig& source);

/// All rows. Errors are those of parse_csv(), and a UserError(kData) for files with other columns than the first's.
Table read_table(const SourceConfig& source);

}  // namespace nnctl::data
