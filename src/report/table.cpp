#include "report/table.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/assert.hpp"
#include "base/printable.hpp"

namespace nnctl::report {
namespace {

constexpr std::size_t kGap = 2;  // blanks between columns

std::size_t total(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), kGap * (widths.empty() ? 0 : widths.size() - 1));
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add_row(std::vector<std::string> cells) {
  NNCTL_ASSERT(cells.size() == columns_.size(), "a row has one cell a column");
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::full_widths() const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = 0;
    for (const std::string& line : lines_of(columns_[i].title)) width = std::max(width, num_columns(printable(line)));
    for (const std::vector<std::string>& row : rows_) width = std::max(width, num_columns(printable(row[i])));
    widths.push_back(width);
  }
  return widths;
}

std::size_t Table::full_width() const { return total(full_widths()); }

std::vector<std::size_t> Table::fitted_widths(std::size_t width) const {
  std::vector<std::size_t> widths = full_widths();
  for (std::size_t excess = total(widths); excess > width; --excess) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const bool may_shrink = columns_[i].narrowest > 0 && widths[i] > columns_[i].narrowest;
      if (may_shrink && (widest == nullptr || widths[i] > *widest)) widest = &widths[i];
    }
    if (widest == nullptr) break;
    --*widest;
  }
  return widths;
}

bool Table::fits(std::size_t width) const { return total(fitted_widths(width)) <= width; }

// All end in the last line, above the rule.
std::string Table::titles(const Look& look, const std::vector<std::size_t>& widths) const {
  std::vector<std::vector<std::string>> titles;
  std::size_t height = 0;
  for (const Column& column : columns_) {
    titles.push_back(lines_of(column.title));
    height = std::max(height, titles.back().size());
  }
  std::string text;
  for (std::size_t row = 0; row < height; ++row) {
    std::vector<std::string> cells;
    for (const std::vector<std::string>& lines : titles) {
      const std::size_t above = height - lines.size();
      cells.push_back(row < above ? "" : lines[row - above]);
    }
    text += paint(look, Style::kStrong, line(look, cells, widths)) + '\n';
  }
  return text;
}

std::string Table::line(const Look& look, const std::vector<std::string>& cells,
                        const std::vector<std::size_t>& widths) const {
  std::string text;
  std::size_t blanks = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = cut(look, cells[i], widths[i]);
    const std::size_t padding = widths[i] - std::min(widths[i], num_columns(cell));
    if (columns_[i].align == Align::kRight) blanks += padding;
    if (!cell.empty()) {
      text.append(blanks, ' ').append(cell);
      blanks = 0;
    } else if (columns_[i].align == Align::kRight) {
      blanks += widths[i] - padding;
    }
    if (columns_[i].align == Align::kLeft) blanks += padding;
    blanks += kGap;
  }
  return text;
}

std::string Table::render(const Look& look) const {
  const std::vector<std::size_t> widths = fitted_widths(static_cast<std::size_t>(std::max(look.width, 1)));
  std::string text;
  if (std::ranges::any_of(columns_, [](const Column& column) { return !column.title.empty(); })) {
    text += titles(look, widths);
    text += paint(look, Style::kFaint, rule(look, total(widths))) + '\n';
  }
  for (const std::vector<std::string>& row : rows_) text += line(look, row, widths) + '\n';
  return text;
}

}  // namespace nnctl::report
