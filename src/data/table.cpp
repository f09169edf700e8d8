#include "data/table.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include "base/assert.hpp"
#include "base/hash.hpp"
#include "data/cell_text.hpp"

namespace nnctl::data {

Table::Table(std::string file, std::vector<std::string> columns, std::string content_hash)
    : columns_(std::move(columns)), files_{{std::move(file), 0}}, content_hash_(std::move(content_hash)) {}

int Table::find_column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  return found == columns_.end() ? -1 : static_cast<int>(found - columns_.begin());
}

std::string_view Table::cell(std::int64_t row, int column) const {
  const std::size_t index = static_cast<std::size_t>(row) * columns_.size() + static_cast<std::size_t>(column);
  const std::uint64_t base = row_begins_[static_cast<std::size_t>(row)];
  const std::uint32_t begin = column == 0 ? 0 : cell_ends_[index - 1];
  return std::string_view(text_).substr(base + begin, cell_ends_[index] - begin);
}

const Table::File& Table::file_of(std::int64_t row) const {
  const auto after = std::upper_bound(files_.begin(), files_.end(), row,
                                      [](std::int64_t wanted, const File& file) { return wanted < file.first_row; });
  return *std::prev(after);
}

Place Table::place(std::int64_t row) const {
  return {.file = file_of(row).name, .line = lines_[static_cast<std::size_t>(row)]};
}

void Table::adopt(std::string text, std::vector<std::uint64_t> row_begins, std::vector<std::uint32_t> cell_ends,
                  std::vector<std::int32_t> lines) {
  NNCTL_ASSERT(row_begins.size() == lines.size() && cell_ends.size() == lines.size() * columns_.size(),
               "a reader built rows of another width than its header");
  text_ = std::move(text);
  row_begins_ = std::move(row_begins);
  cell_ends_ = std::move(cell_ends);
  lines_ = std::move(lines);
}

void Table::append(const Table& other) {
  std::vector<int> from;
  std::vector<std::string> absent;
  for (const std::string& name : columns_) {
    from.push_back(other.find_column(name));
    if (from.back() < 0) absent.push_back(fmt::format("no column '{}'", name));
  }
  for (const std::string& name : other.columns_) {
    if (find_column(name) < 0) absent.push_back(fmt::format("a column '{}' more", name));
  }
  if (!absent.empty()) {
    throw UserError(
        Fault::kData,
        {{.place = other.place(),
          .message = fmt::format("the columns are not those of '{}': {}", files_.front().name, listed(absent)),
          .hint = "files of one source have the same columns, in any order",
          .excerpt = {}}});
  }
  for (const File& file : other.files_) files_.push_back({file.name, num_rows() + file.first_row});
  for (std::int64_t row = 0; row < other.num_rows(); ++row) {
    const std::size_t begin = text_.size();
    row_begins_.push_back(begin);
    for (const int column : from) {
      text_ += other.cell(row, column);
      cell_ends_.push_back(static_cast<std::uint32_t>(text_.size() - begin));
    }
    lines_.push_back(other.lines_[static_cast<std::size_t>(row)]);
  }
  content_hash_ = Hasher().text(content_hash_).text(other.content_hash_).hex();
}

std::vector<std::int64_t> all_rows(const Table& table) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(table.num_rows()));
  std::iota(rows.begin(), rows.end(), std::int64_t{0});
  return rows;
}

}  // namespace nnctl::data
