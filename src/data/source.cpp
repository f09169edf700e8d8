#include "data/source.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "data/cell_text.hpp"
#include "data/csv.hpp"

namespace nnctl::data {
namespace {

void check_same_columns(const Table& first, const Table& other) {
  std::vector<std::string> differences;
  for (const std::string& name : first.columns()) {
    if (other.find_column(name) < 0) differences.push_back(fmt::format("no column '{}'", name));
  }
  for (const std::string& name : other.columns()) {
    if (first.find_column(name) < 0) differences.push_back(fmt::format("a column '{}' more", name));
  }
  if (differences.empty()) return;
  throw UserError(
      Fault::kData,
      {{.place = other.place(),
        .message = fmt::format("the columns are not those of '{}': {}", first.place().file, listed(differences)),
        .hint = "files of one source have the same columns, in any order",
        .excerpt = {}}});
}

std::vector<std::string> held_differently(const std::vector<Table>& tables) {
  std::vector<std::string> names;
  for (const std::string& name : tables.front().columns()) {
    const auto storage = [&](const Table& table) { return table.column(table.find_column(name)).storage(); };
    const auto differs = [&](const Table& table) { return storage(table) != storage(tables.front()); };
    if (std::ranges::any_of(tables, differs)) names.push_back(name);
  }
  return names;
}

Table finished(Table table) {
  for (int c = 0; c < table.num_columns(); ++c) table.column(c).finish();
  for (Column& column : table.kept()) column.finish();
  return table;
}

// The rows of all tables, one below the other.
Table joined(std::vector<Table> tables) {
  Table whole = std::move(tables.front());
  for (std::size_t i = 1; i < tables.size(); ++i) {
    const Table& next = tables[i];
    const std::int64_t first = whole.num_rows();
    for (int c = 0; c < whole.num_columns(); ++c) {
      whole.column(c).append(next.column(next.find_column(whole.columns()[static_cast<std::size_t>(c)])));
    }
    for (std::size_t k = 0; k < whole.kept().size(); ++k) whole.kept()[k].append(next.kept()[k]);
    whole.begin_file(next.place().file, first);
    for (std::int64_t row = 0; row < next.num_rows(); ++row) whole.set_line(first + row, next.place(row).line);
    whole.set_num_rows(first + next.num_rows());
    whole.set_content_hash(Hasher().text(whole.content_hash()).text(next.content_hash()).hex());
  }
  return finished(std::move(whole));
}

}  // namespace

std::vector<std::string> read_header(const SourceConfig& source) {
  NNCTL_ASSERT(!source.empty() && !source.arrays, "a source without tables");
  return read_csv_header(source.files.front());
}

Table read_table(const SourceConfig& source, const TableRequest& request) {
  std::vector<ByteSource> files;
  for (const std::filesystem::path& path : source.files) files.push_back(ByteSource::file(path));
  return read_table(files, request);
}

Table read_table(std::vector<ByteSource>& files, const TableRequest& request) {
  NNCTL_ASSERT(!files.empty(), "a source without files");
  std::vector<std::pair<std::string, std::string>> texts;
  for (ByteSource& file : files) texts.emplace_back(file.name(), file.read_all());
  TableRequest same = request;
  while (true) {
    std::vector<Table> tables;
    for (const auto& [name, text] : texts) tables.push_back(parse_csv(text, name, same));
    for (std::size_t i = 1; i < tables.size(); ++i) check_same_columns(tables.front(), tables[i]);
    const std::vector<std::string> unlike = held_differently(tables);
    if (unlike.empty()) return joined(std::move(tables));
    for (const std::string& name : unlike) same.columns[name] = {ColumnRequest::Kind::kText, {}, same.of(name).present};
  }
}

}  // namespace nnctl::data
