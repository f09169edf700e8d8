#include "data/table.hpp"

#include <algorithm>
#include <utility>

namespace nnctl::data {

const ColumnRequest& TableRequest::of(std::string_view name) const {
  const auto found = columns.find(name);
  return found == columns.end() ? others : found->second;
}

bool TableRequest::has_automatic() const {
  const auto is_automatic = [](const ColumnRequest& column) { return column.kind == ColumnRequest::Kind::kAuto; };
  return is_automatic(others) ||
         std::ranges::any_of(columns, [&](const auto& column) { return is_automatic(column.second); });
}

Table::Table(std::string file, std::vector<Column> columns)
    : Table(std::move(columns), std::vector<File>{{std::move(file), 0}}) {}

Table::Table(std::vector<Column> columns, std::vector<File> files)
    : columns_(std::move(columns)), files_(std::move(files)) {
  for (const Column& column : columns_) names_.push_back(column.name());
}

int Table::find_column(std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return found == names_.end() ? -1 : static_cast<int>(found - names_.begin());
}

const Table::File& Table::file_of(std::int64_t row) const {
  const auto after = std::upper_bound(files_.begin(), files_.end(), row,
                                      [](std::int64_t wanted, const File& file) { return wanted < file.first_row; });
  return *std::prev(after);
}

Place Table::place(std::int64_t row) const {
  Place place{.file = file_of(row).name};
  const auto after = std::upper_bound(lines_.begin(), lines_.end(), row,
                                      [](std::int64_t wanted, const LineRun& run) { return wanted < run.first_row; });
  if (after != lines_.begin()) place.line = static_cast<int>(row + std::prev(after)->distance);
  return place;
}

void Table::set_line(std::int64_t row, std::int64_t line) {
  const std::int64_t distance = line - row;
  if (lines_.empty() || lines_.back().distance != distance) lines_.push_back({row, distance});
}

RowIds all_rows(const Table& table) { return RowIds::up_to(table.num_rows()); }

}  // namespace nnctl::data
