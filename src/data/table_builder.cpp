#include "data/table_builder.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include <fmt/format.h>

namespace nnctl::data {
namespace {

constexpr std::int64_t kKeptUnreadable = 1000;  // texts a column, for messages

void append_words(BlockWords& from, Column& to, std::vector<std::int32_t>& ids) {
  std::vector<std::int32_t> global;
  global.reserve(from.words().size());
  for (const BlockWords::Word& word : from.words()) {
    global.push_back(word.is_missing ? kMissingWord : to.words().add(word.text));
  }
  ids.clear();
  for (const std::int32_t id : from.ids()) ids.push_back(global[static_cast<std::size_t>(id)]);
  to.append(std::span<const std::int32_t>(ids));
}

}  // namespace

TableBuilder::TableBuilder(const RowPlan& plan, GroupStore* store)
    : names_(plan.names), plans_(plan.columns), store_(store) {
  tallies_.resize(names_.size());
  unreadable_.resize(names_.size());
  make_columns();
}

void TableBuilder::make_columns() {
  columns_.clear();
  kept_.clear();
  for (std::size_t c = 0; c < names_.size(); ++c) {
    columns_.emplace_back(names_[c], plans_[c].storage);
    if (store_ != nullptr) columns_.back().store_groups(*store_);
    kept_.emplace_back(names_[c], plans_[c].keeps ? Storage::kText : Storage::kNone);
  }
}

void TableBuilder::begin_file(std::string file, int line, std::vector<int> order) {
  files_.push_back({file, num_rows_});
  file_ = std::move(file);
  order_ = std::move(order);
  line_ = line;
  rows_in_file_ = 0;
}

void TableBuilder::append(BlockCells& cells) {
  if (cells.num_read > 0 && !blank_lines_.empty()) flush_blank_lines();
  for (RowMistake& mistake : cells.mistakes) {
    mistakes_.add({.file = file_, .line = static_cast<int>(line_ + mistake.line)},
                  fmt::format("row {}{}", rows_in_file_ + mistake.row + 1, mistake.message), std::move(mistake.hint));
  }
  mistakes_.add_unseen(cells.num_mistakes - std::ssize(cells.mistakes));
  if (cells.unclosed_line >= 0) {
    mistakes_.throw_if_any();
    fail_unclosed(file_, static_cast<int>(line_ + cells.unclosed_line));
  }
  if (mistakes_.empty()) {
    for (std::size_t i = 0; i < order_.size(); ++i) {
      append_column(cells.columns[i], cells.num_rows, static_cast<std::size_t>(order_[i]));
    }
    for (const auto& [row, line] : cells.lines) lines_.emplace_back(num_rows_ + row, line_ + line);
    num_rows_ += cells.num_rows;
  }
  for (const std::int64_t line : cells.blank_lines) {
    if (!blank_lines_.empty() && blank_lines_.back().first + blank_lines_.back().second == line_ + line) {
      ++blank_lines_.back().second;
    } else {
      blank_lines_.emplace_back(line_ + line, 1);
    }
  }
  rows_in_file_ += cells.num_read;
  line_ += cells.num_lines;
}

void TableBuilder::append_column(BlockColumn& from, std::int64_t rows, std::size_t index) {
  Column& column = columns_[index];
  const auto count = static_cast<std::size_t>(rows);
  switch (column.storage()) {
    case Storage::kNone:
      break;
    case Storage::kFloat:
      column.append(std::span<const float>(from.floats).first(count));
      break;
    case Storage::kNumber:
    case Storage::kTime:
      column.append(std::span<const double>(from.numbers).first(count));
      break;
    case Storage::kText:
      append_words(from.words, column, ids_);
      break;
  }
  if (plans_[index].keeps) append_words(from.kept, kept_[index], ids_);
  for (auto& [row, text] : from.unreadable) {
    if (unreadable_[index]++ >= kKeptUnreadable) break;
    column.set_unreadable(num_rows_ + row, std::move(text));
  }
  tallies_[index].add(from.tally);
}

// Blank lines between rows, where a block ends among them: see BlockReader.
void TableBuilder::flush_blank_lines() {
  for (const auto& [first, count] : std::exchange(blank_lines_, {})) {
    if (names_.size() > 1) {
      for (std::int64_t i = 0; i < std::min(count, kShownMistakes); ++i) {
        mistakes_.add({.file = file_, .line = static_cast<int>(first + i)},
                      fmt::format("row {} is a blank line", rows_in_file_ + i + 1), "delete the line");
      }
      mistakes_.add_unseen(count - std::min(count, kShownMistakes));
    } else {
      const RowPlan plan{{}, false, {}, names_, plans_};
      BlockCells cells;
      lines_.emplace_back(num_rows_, first);
      const std::string empty = "\"\"\n" + std::string(kScanPadding, '\0');
      for (std::int64_t i = 0; i < count; ++i) {
        cells.read(std::string_view(empty).substr(0, 3), plan);
        append_column(cells.columns[0], 1, 0);
        ++num_rows_;
      }
    }
    rows_in_file_ += count;
  }
}

void TableBuilder::end_file() {
  blank_lines_.clear();
  mistakes_.throw_if_any();
  if (rows_in_file_ > 0) return;
  throw UserError(Fault::kData, {{.place = {.file = file_},
                                  .message = "the file has a header and no rows",
                                  .hint = std::string(kExpectedTable),
                                  .excerpt = {}}});
}

Table TableBuilder::take() {
  mistakes_.throw_if_any();
  for (Column& column : columns_) column.finish();
  Table table(std::move(columns_), std::exchange(files_, {}));
  for (const auto& [row, line] : std::exchange(lines_, {})) table.set_line(row, line);
  for (Column& column : kept_) {
    if (column.storage() == Storage::kNone) continue;
    column.finish();
    table.kept().push_back(std::move(column));
  }
  table.set_num_rows(std::exchange(num_rows_, 0));
  files_.push_back({file_, -rows_in_file_});
  make_columns();
  return table;
}

}  // namespace nnctl::data
