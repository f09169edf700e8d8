#include "data/source.hpp"

#include "base/assert.hpp"
#include "base/file.hpp"
#include "data/csv.hpp"

namespace nnctl::data {

std::vector<std::string> read_header(const SourceConfig& source) {
  NNCTL_ASSERT(!source.empty(), "a source without files");
  return read_csv_header(source.files.front());
}

Table read_table(const SourceConfig& source) {
  NNCTL_ASSERT(!source.empty(), "a source without files");
  Table table;
  for (const std::filesystem::path& path : source.files) {
    Table next = parse_csv(read_file(path), path.string());
    if (&path == &source.files.front()) {
      table = std::move(next);
    } else {
      table.append(next);
    }
  }
  return table;
}

}  // namespace nnctl::data
