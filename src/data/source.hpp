// Opens the tables of a config: CSV files, plain or gzip.
#pragma once

#include <string>
#include <vector>

#include "data/byte_source.hpp"
#include "data/config.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// The column names, without reading rows.
std::vector<std::string> read_header(const SourceConfig& source);

/// All rows; files of `source` are written as its `csv` says, others as the request's. Errors are those of parse_csv(),
/// and a UserError(kData) for files with other columns than the first's.
Table read_table(const SourceConfig& source, const TableRequest& request = {});
Table read_table(std::vector<ByteSource>& files, const TableRequest& request = {});

}  // namespace nnctl::data
