#include "data/source.hpp"

#include <filesystem>

#include "base/assert.hpp"
#include "data/csv.hpp"
#include "data/table_cache.hpp"

namespace nnctl::data {

std::vector<std::string> read_header(const SourceConfig& source) {
  NNCTL_ASSERT(!source.empty() && !source.arrays, "a source without tables");
  return read_csv_header(source.files.front(), source.csv);
}

Table read_table(const SourceConfig& source, const TableRequest& request) {
  if (uses_cache(source, request)) return read_by_cache(source, request);
  std::vector<ByteSource> files;
  for (const std::filesystem::path& path : source.files) files.push_back(ByteSource::file(path));
  return read_csv(files, request, source.csv);
}

Table read_table(std::vector<ByteSource>& files, const TableRequest& request) {
  NNCTL_ASSERT(!files.empty(), "a source without files");
  return read_csv(files, request, request.csv);
}

}  // namespace nnctl::data
