// Tables that are read once: a large source is kept as a table file in a folder of the working directory and read from
// there as long as the source is the same. A file that is damaged, or was made of another source, is written anew; it
// is never an error and never believed without a look at all of it and of the source.
#pragma once

#include <filesystem>

#include "data/config.hpp"
#include "data/table.hpp"

namespace nnctl::data {

/// Whether a source of tables is kept in a file, as its `cache` says. Pipes are not, nor text that is to be kept as it
/// stands.
bool uses_cache(const SourceConfig& source, const TableRequest& request);

/// The file that a source's table is kept in. One source has one, whatever columns are asked for.
std::filesystem::path cache_path(const SourceConfig& source);

/// The rows of `source`, of which no more are in memory than its `memory` allows. Errors are those of read_csv(); where
/// the file cannot be written the rows are held in memory, with a note.
Table read_by_cache(const SourceConfig& source, const TableRequest& request);

}  // namespace nnctl::data
