#include "data/source.hpp"

#include "base/assert.hpp"
#include "data/csv.hpp"

namespace nnctl::data {

std::vector<std::string> read_header(const SourceConfig& source) {
  NNCTL_ASSERT(!source.empty() && !source.arrays, "a source without tables");
  return read_csv_header(source.files.front());
}

Table read_table(const SourceConfig& source) {
  std::vector<ByteSource> files;
  for (const std::filesystem::path& path : source.files) files.push_back(ByteSource::file(path));
  return read_table(files);
}

Table read_table(std::vector<ByteSource>& files) {
  NNCTL_ASSERT(!files.empty(), "a source without files");
  Table table = parse_csv(files.front().read_all(), files.front().name());
  for (std::size_t i = 1; i < files.size(); ++i) table.append(parse_csv(files[i].read_all(), files[i].name()));
  return table;
}

}  // namespace nnctl::data
