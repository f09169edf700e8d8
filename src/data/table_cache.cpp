#include "data/table_cache.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/long_work.hpp"
#include "base/version.hpp"
#include "data/cell_rules.hpp"
#include "data/cell_text.hpp"
#include "data/csv.hpp"
#include "data/source.hpp"
#include "data/table_file.hpp"

namespace nnctl::data {
namespace {

namespace fs = std::filesystem;
using Kind = ColumnRequest::Kind;

constexpr std::int64_t kReader = 1;  // changes with what the CSV reader makes of the same text

// Pages of the mapped file, beside what is made of them.
std::int64_t most_resident(const MemoryConfig& memory) { return memory.bytes / 8; }

std::string reading_of(const CsvOptions& options) {
  Hasher hasher;
  hasher.text(nnctl::kVersion).number(kReader);
  hasher.number(options.delimiter).number(options.header ? 1 : 0).number(static_cast<std::int64_t>(options.encoding));
  hasher.number(options.decimal).number(options.thousands).number(options.comment).number(options.quote);
  for (const std::vector<std::string>& texts : {options.names, options.na_values}) {
    hasher.number(std::ssize(texts));
    for (const std::string& text : texts) hasher.text(text);
  }
  return hasher.hex();
}

// Size and time of each file; the hashes are left empty.
std::optional<std::vector<TableOrigin::Source>> look_at(const SourceConfig& source) {
  std::vector<TableOrigin::Source> looked_at;
  for (const fs::path& path : source.files) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return {};
    const auto size = static_cast<std::int64_t>(fs::file_size(path, error));
    const auto time = static_cast<std::int64_t>(fs::last_write_time(path, error).time_since_epoch().count());
    if (error) return {};
    looked_at.push_back({size, time, {}});
  }
  return looked_at;
}

std::string hash_of_file(const fs::path& path) {
  constexpr std::streamsize kBlock = std::streamsize{1} << 20;
  std::ifstream file(path, std::ios::binary);
  std::string block(static_cast<std::size_t>(kBlock), '\0');
  Hasher hasher;
  std::error_code error;
  LongWork work("comparing", path.string(), static_cast<std::int64_t>(fs::file_size(path, error)));
  while (file.read(block.data(), kBlock), file.gcount() > 0) {
    hasher.bytes(block.data(), static_cast<std::size_t>(file.gcount()));
    work.add(file.gcount());
  }
  return file.bad() ? std::string() : hasher.hex();
}

void add_hashes(const SourceConfig& source, std::vector<TableOrigin::Source>& sources) {
  for (std::size_t i = 0; i < sources.size(); ++i) sources[i].hash = hash_of_file(source.files[i]);
}

// Texts that are values only because the request says so.
std::vector<std::string> present_markers(const ColumnRequest& request, const CellRules& rules) {
  std::vector<std::string> markers;
  for (const std::string& text : request.present) {
    if (rules.is_missing(text)) markers.push_back(text);
  }
  std::ranges::sort(markers);
  return markers;
}

// Whether a column that was read as `made` is what `wanted` asks for: what the reader settled on by itself may be asked
// for by name.
bool serves(const ColumnRequest& made, Storage storage, const ColumnRequest& wanted, const CellRules& rules) {
  if (wanted.kind == Kind::kSkip) return true;
  if (made.kind == Kind::kSkip || present_markers(made, rules) != present_markers(wanted, rules)) return false;
  if (made.kind == wanted.kind && made.format == wanted.format) return true;
  if (made.kind != Kind::kAuto || !wanted.format.empty()) return false;
  return (wanted.kind == Kind::kNumber && storage == Storage::kNumber) ||
         (wanted.kind == Kind::kTime && storage == Storage::kTime) ||
         (wanted.kind == Kind::kText && storage == Storage::kText);
}

bool serves(const TableOrigin& origin, const Table& table, const TableRequest& request, const CsvOptions& options) {
  if (std::ssize(origin.requests) != table.num_columns()) return false;
  const CellRules rules(options);
  for (int c = 0; c < table.num_columns(); ++c) {
    const Column& column = table.column(c);
    if (!serves(origin.requests[static_cast<std::size_t>(c)], column.storage(), request.of(column.name()), rules)) {
      return false;
    }
  }
  return true;
}

void drop_columns_not_asked_for(const TableRequest& request, Table& table) {
  for (int c = 0; c < table.num_columns(); ++c) {
    const std::string& name = table.column(c).name();
    if (request.of(name).kind == Kind::kSkip) table.column(c) = Column(name, Storage::kNone);
  }
}

// What a table file that is there fails in; nothing where there is no file.
struct Reuse {
  std::optional<Table> table;
  std::string failure;
};

Reuse reuse(const fs::path& path, const SourceConfig& source, const TableRequest& request) {
  std::error_code error;
  if (!fs::exists(path, error)) return {};
  try {
    TableFile file(path, most_resident(source.memory));
    auto sources = look_at(source);
    std::vector<TableOrigin::Source> known = file.origin().sources;
    for (TableOrigin::Source& one : known) one.hash.clear();
    if (!sources || known != *sources) return {{}, "the source is another than it was made of"};
    if (file.origin().reading != reading_of(source.csv)) return {{}, "it was read in another way"};
    add_hashes(source, *sources);
    if (file.origin().sources != *sources) return {{}, "the source is another than it was made of"};
    file.check_cells();
    const TableOrigin origin = file.origin();
    Table table = file.take();
    if (!serves(origin, table, request, source.csv)) return {{}, "other columns are wanted"};
    return {std::move(table), {}};
  } catch (const DamagedIndex& damage) {
    return {{}, damage.what()};
  }
}

Table write(const fs::path& path, const SourceConfig& source, const TableRequest& request) {
  const auto before = look_at(source);
  std::vector<ByteSource> files;
  for (const fs::path& file : source.files) files.push_back(ByteSource::file(file));
  TableFileWriter writer(path);
  const Table table = read_csv(files, request, source.csv, &writer);
  TableOrigin origin{reading_of(source.csv), before.value(), {}};
  const bool is_one_plain_file = files.size() == 1 && files.front().size();
  if (is_one_plain_file) {
    origin.sources.front().hash = table.content_hash();  // of the same bytes, which need not be read again
  } else {
    add_hashes(source, origin.sources);
  }
  if (look_at(source) != before) files.front().fail_changed();
  for (const std::string& name : table.columns()) origin.requests.push_back(request.of(name));
  writer.finish(table, origin);
  return TableFile(path, most_resident(source.memory)).take();
}

std::int64_t size_of_files(const SourceConfig& source) {
  std::int64_t size = 0;
  for (const TableOrigin::Source& file : look_at(source).value_or(std::vector<TableOrigin::Source>())) {
    size += file.size;
  }
  return size;
}

// Rows that no file can keep are held in memory, as long as they are not likely to be more than it may take.
void check_fits(const SourceConfig& source, const std::string& cause) {
  const std::int64_t size = size_of_files(source);
  if (size <= source.memory.bytes) return;
  throw UserError(
      Fault::kData,
      {{.place = {.file = source.files.front().string()},
        .message = fmt::format("{}; the table takes {}, more than data.memory ({}), and must be kept in a file", cause,
                               in_megabytes(size), in_megabytes(source.memory.bytes)),
        .hint = fmt::format("make room, set data.cache to a folder that can take it, or data.memory to {} or more",
                            in_megabytes(size)),
        .excerpt = {}}});
}

}  // namespace

bool uses_cache(const SourceConfig& source, const TableRequest& request) {
  if (source.cache.use == CacheConfig::Use::kOff || request.keeps_all || !request.kept.empty()) return false;
  if (!look_at(source)) return false;
  if (source.cache.use == CacheConfig::Use::kAlways) return true;
  return size_of_files(source) >= std::min(CacheConfig::kLeast, source.memory.bytes);
}

fs::path cache_path(const SourceConfig& source) {
  constexpr std::size_t kDigits = 16;
  Hasher hasher;
  std::error_code error;
  for (const fs::path& path : source.files) hasher.text(fs::absolute(path, error).lexically_normal().string());
  const fs::path folder = source.cache.directory.empty() ? CacheConfig::kDirectory : source.cache.directory;
  return folder / fmt::format("{}-{}.table", source.files.front().stem().string(), hasher.hex().substr(0, kDigits));
}

Table read_by_cache(const SourceConfig& source, const TableRequest& request) {
  const fs::path path = cache_path(source);
  Reuse known = reuse(path, source, request);
  Table table;
  if (known.table) {
    table = std::move(*known.table);
  } else {
    try {
      table = write(path, source, request);
      if (!known.failure.empty()) table.add_note(fmt::format("{} is written anew: {}", path.string(), known.failure));
    } catch (const UnwritableTable& cause) {
      check_fits(source, cause.what());
      SourceConfig uncached = source;
      uncached.cache.use = CacheConfig::Use::kOff;
      table = read_table(uncached, request);
      table.add_note(fmt::format("{}; all rows are held in memory, and read anew each time", cause.what()));
    }
  }
  drop_columns_not_asked_for(request, table);
  return table;
}

}  // namespace nnctl::data
