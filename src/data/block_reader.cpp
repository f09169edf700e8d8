#include "data/block_reader.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include <fmt/format.h>

#include "data/cell_text.hpp"
#include "data/mistakes.hpp"
#include "data/text_encoding.hpp"
#include "data/time_text.hpp"

namespace nnctl::data {
namespace {

constexpr std::size_t kKeptUnreadable = 1000;  // texts a column and block, for messages
const double kMissing = std::bit_cast<double>(kMissingDouble);
const double kUnreadable = std::bit_cast<double>(kUnreadableDouble);
const float kMissingF = std::bit_cast<float>(kMissingFloat);
const float kUnreadableF = std::bit_cast<float>(kUnreadableFloat);
constexpr std::size_t kGridFields = 2048;  // text and places of that many stay in the nearest cache
constexpr std::size_t kFewestGridRows = 16;
constexpr std::size_t kWidestGrid = 2048;
constexpr int kSlowRows = 16;
constexpr std::ptrdiff_t kCheckedSize = 4096;

std::string_view cell_text(const CellRun& cells, std::size_t i) {
  const std::uint32_t begin = cells.ends[i * cells.stride] + 1;
  const std::string_view text(cells.text + begin, cells.ends[i * cells.stride + 1] - begin);
  return cells.has_returns && text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
}

}  // namespace

BlockReader::BlockReader(std::string_view text, const RowPlan& plan, BlockCells& cells)
    : begin_(text.data()),
      end_(text.data() + text.size()),
      plan_(plan),
      cells_(cells),
      width_(plan.columns.size()),
      kernels_(width_ <= kWidestGrid ? text_kernels() : nullptr) {
  if (kernels_ != nullptr) {
    most_rows_ = std::max(kGridFields / width_, kFewestGridRows);
    if (most_rows_ > kMostCells) most_rows_ -= most_rows_ % kMostCells;
    ends_ = std::make_unique_for_overwrite<std::uint32_t[]>(room_for_ends(width_, most_rows_));
  }
  prepare_columns();
}

void BlockReader::prepare_columns() {
  cells_.columns.resize(width_);
  sinks_.resize(width_);
  for (std::size_t c = 0; c < width_; ++c) {
    const ColumnPlan& plan = plan_.columns[c];
    BlockColumn& column = cells_.columns[c];
    column.tally = {};
    column.unreadable.clear();
    const bool is_float = plan.storage == Storage::kFloat;
    const bool is_double = plan.storage == Storage::kNumber || plan.storage == Storage::kTime;
    if (plan.storage == Storage::kText) column.words.start();
    if (plan.keeps) column.kept.start();
    sinks_[c].is_double = is_double;
    sinks_[c].is_float = is_float;
    sinks_[c].is_simple = (is_float || plan.storage == Storage::kNumber) && !plan.keeps;
  }
}

void BlockReader::make_room(std::size_t more) {
  const std::size_t rows = static_cast<std::size_t>(cells_.num_rows) + more;
  if (rows <= capacity_) return;
  capacity_ *= 2;
  if (capacity_ < rows) capacity_ = rows;
  for (std::size_t c = 0; c < width_; ++c) {
    BlockColumn& column = cells_.columns[c];
    Sink& sink = sinks_[c];
    // what earlier blocks took is kept
    if (sink.is_float && column.floats.size() < capacity_) column.floats.resize(capacity_);
    if (sink.is_double && column.numbers.size() < capacity_) column.numbers.resize(capacity_);
    sink.floats = sink.is_float ? column.floats.data() : nullptr;
    sink.numbers = sink.is_double ? column.numbers.data() : nullptr;
  }
}

void BlockReader::read() {
  const char* at = begin_;
  while (at < end_) {
    line_ = next_line_;
    if (*at == '\n' || *at == '\r') {
      cells_.blank_lines.push_back(next_line_++);
      at = behind_line_end(at);
    } else if (plan_.marks.comment != '\0' && *at == plan_.marks.comment) {
      at = behind_line_end(find_line_end(at));
      ++next_line_;
    } else {
      if (!cells_.blank_lines.empty()) take_blank_lines();
      if (const char* behind = read_grid(at)) {
        at = behind;
        continue;
      }
      at = read_row(at);
      if (unclosed_) break;
    }
  }
  cells_.num_read = row_;
  cells_.num_lines = next_line_;
  tally_words();
}

// Blank lines before another row: a missing value when there is one column, else a mistake.
void BlockReader::take_blank_lines() {
  const std::int64_t line = line_;
  for (const std::int64_t blank : std::exchange(cells_.blank_lines, {})) {
    line_ = blank;
    if (width_ > 1) {
      add_mistake(" is a blank line", "delete the line");
    } else {
      add_line();
      make_room(1);
      store(0, static_cast<std::size_t>(cells_.num_rows), {});
      ++cells_.num_rows;
    }
    ++row_;
  }
  line_ = line;
}

// Behind the rows from `at` on that are plain, several at least; null if there are none.
const char* BlockReader::read_grid(const char* at) {
  if (kernels_ == nullptr || at - begin_ < kBytesBefore) return nullptr;
  if (slow_rows_ > 0) {
    --slow_rows_;
    return nullptr;
  }
  const GridFound found = kernels_->find_ends({.begin = at,
                                               .end = end_,
                                               .delimiter = plan_.marks.delimiter,
                                               .quote = plan_.marks.quote,
                                               .comment = plan_.marks.comment,
                                               .width = width_,
                                               .most_rows = most_rows_},
                                              ends_.get());
  if (found.rows < 2) {
    slow_rows_ = kSlowRows;
    return nullptr;
  }
  add_line();
  make_room(found.rows);
  for (std::size_t c = 0; c < width_; ++c) {
    const CellRun column = {.text = at,
                            .ends = ends_.get() + c,
                            .stride = width_,
                            .count = found.rows,
                            .decimal_mark = plan_.rules.decimal_mark(),
                            .has_returns = found.has_returns && c + 1 == width_};
    read_grid_column(column, c);
  }
  const auto rows = static_cast<std::int64_t>(found.rows);
  cells_.num_rows += rows;
  row_ += rows;
  next_line_ += rows;
  return at + found.size;
}

void BlockReader::read_grid_column(const CellRun& cells, std::size_t column) {
  const ColumnPlan& plan = plan_.columns[column];
  if (plan.storage == Storage::kNone && !plan.keeps) return;
  if (sinks_[column].is_simple && !plan_.rules.has_missing_numbers()) return read_grid_numbers(cells, column);
  const auto first = static_cast<std::size_t>(cells_.num_rows);
  for (std::size_t i = 0; i < cells.count; ++i) store(column, first + i, cell_text(cells, i));
}

void BlockReader::read_grid_numbers(const CellRun& cells, std::size_t column) {
  const Sink& sink = sinks_[column];
  const auto first = static_cast<std::size_t>(cells_.num_rows);
  for (std::size_t i = 0; i < cells.count; i += kMostCells) {
    CellRun part = cells;
    part.ends += i * cells.stride;
    part.count = std::min(cells.count - i, kMostCells);
    const std::size_t row = first + i;
    const std::uint64_t done = sink.floats != nullptr ? kernels_->floats(part, sink.floats + row)
                                                      : kernels_->doubles(part, sink.numbers + row);
    cells_.columns[column].tally.numbers += std::popcount(done);
    std::uint64_t rest = ~done & (~std::uint64_t{0} >> (kMostCells - part.count));
    for (; rest != 0; rest &= rest - 1) {
      const auto k = static_cast<std::size_t>(std::countr_zero(rest));
      const std::string_view text = cell_text(part, k);
      if (read_number(text.data(), column, row + k) == nullptr) store(column, row + k, text);
    }
  }
}

const char* BlockReader::read_row(const char* at) {
  add_line();
  make_room(1);
  if (at >= checked_until_) {
    checked_until_ = at + std::min<std::ptrdiff_t>(end_ - at, kCheckedSize);
    is_plain_ = is_plain_ascii({at, checked_until_});
  }
  ++next_line_;
  const std::int64_t mistakes = cells_.num_mistakes;
  std::size_t fields = 0;
  bool is_last_empty = false;
  for (bool more = true; more; ++at) {
    is_last_empty = plan_.marks.ends_field(*at);
    if (fields < width_) {
      at = read_cell(at, fields, static_cast<std::size_t>(cells_.num_rows));
    } else {
      at = take_field(at).end;
    }
    ++fields;
    if (unclosed_) return end_;
    more = *at == plan_.marks.delimiter;
  }
  --at;
  const bool is_trailing = plan_.trailing && is_last_empty && fields == width_ + 1;
  if (fields != width_ && !is_trailing) {
    add_mistake(fmt::format(" has {}, the header has {}", counted(static_cast<std::int64_t>(fields), "field"), width_),
                fields > width_ ? fmt::format("a field that holds a {} must stand in double quotes",
                                              plan_.marks.delimiter == ',' ? "comma" : "delimiter")
                                : fmt::format("an empty field still needs its {}",
                                              plan_.marks.delimiter == ',' ? "comma" : "delimiter"));
  }
  if (cells_.num_mistakes == mistakes) {
    ++cells_.num_rows;
  } else {
    for (BlockColumn& column : cells_.columns) {  // what the row has stored is of no use
      const auto rows = static_cast<std::size_t>(cells_.num_rows);
      if (column.words.ids().size() > rows) column.words.ids().resize(rows);
      if (column.kept.ids().size() > rows) column.kept.ids().resize(rows);
    }
  }
  ++row_;
  return behind_line_end(at);
}

CsvField BlockReader::take_field(const char* at) {
  const CsvField field = read_field(at, end_, plan_.marks, cells_.unquoted);
  if (field.unclosed) {
    unclosed_ = true;
    cells_.unclosed_line = next_line_ - 1;
  }
  next_line_ += field.line_ends;
  return field;
}

// Takes a number that is written as most are, whatever follows it; null if there is none.
const char* BlockReader::read_number(const char* at, std::size_t column, std::size_t row) {
  const Sink& sink = sinks_[column];
  if (plan_.marks.delimiter != ' ') {
    while (*at == ' ') ++at;
  }
  Decimal number;
  if (!scan_decimal(at, plan_.rules.decimal_mark(), number) || !plan_.marks.ends_field(*at)) return nullptr;
  if (sink.floats != nullptr) {
    if (!to_float(number, sink.floats[row]) || plan_.rules.has_missing_numbers()) return nullptr;
  } else if (!to_double(number, sink.numbers[row]) || plan_.rules.is_missing(sink.numbers[row])) {
    return nullptr;
  }
  ++cells_.columns[column].tally.numbers;
  return at;
}

// Behind the cell: at a delimiter or a line end.
const char* BlockReader::read_cell(const char* at, std::size_t column, std::size_t row) {
  const ColumnPlan& plan = plan_.columns[column];
  if (sinks_[column].is_simple) {
    if (const char* behind = read_number(at, column, row)) return behind;
  } else if (plan.storage == Storage::kNone && !plan.keeps && *at != plan_.marks.quote) {
    const char* behind = find_field_end(at, plan_.marks.delimiter);
    if (is_plain_until(behind)) return behind;
  }
  const CsvField field = take_field(at);
  if (unclosed_) return field.end;
  if (field.text_after_quote) {
    add_mistake(where(column) + ": text follows a closing quote",
                "quote the whole field; a quote inside it is written twice");
  }
  if (!is_plain_until(field.end)) {
    if (auto mistake = check_utf8(field.text)) {
      add_mistake(where(column) + ": " + mistake->message, std::move(mistake->hint));
    }
  }
  store(column, row, field.text);
  return field.end;
}

std::string BlockReader::where(std::size_t column) const {
  return fmt::format(", column '{}'", plan_.names[std::min(column, width_ - 1)]);
}

void BlockReader::store(std::size_t column, std::size_t row, std::string_view text) {
  const ColumnPlan& plan = plan_.columns[column];
  BlockColumn& to = cells_.columns[column];
  if (plan.keeps) to.kept.add(text);
  switch (plan.storage) {
    case Storage::kNone:
      return;
    case Storage::kText:
      return to.words.add(trimmed(text));
    case Storage::kFloat:
      if (const auto number = plan_.rules.float_number(text)) {
        const auto wide = plan_.rules.has_missing_numbers() ? plan_.rules.number(text) : std::nullopt;
        if (wide && plan_.rules.is_missing(*wide)) break;
        to.floats[row] = *number;
        ++to.tally.numbers;
        return;
      }
      break;
    case Storage::kNumber:
      if (const auto number = plan_.rules.number(text); number && !plan_.rules.is_missing(*number)) {
        to.numbers[row] = *number;
        ++to.tally.numbers;
        return;
      }
      break;
    case Storage::kTime:
      if (const auto time = parse_time(text, plan.request.format)) {
        to.numbers[row] = *time;
        ++to.tally.times;
        return;
      }
      break;
  }
  store_without_number(column, row, text);
}

void BlockReader::store_without_number(std::size_t column, std::size_t row, std::string_view text) {
  const ColumnPlan& plan = plan_.columns[column];
  BlockColumn& to = cells_.columns[column];
  const auto number = plan_.rules.number(text);
  const bool is_missing = plan_.rules.is_missing(text) || (number && plan_.rules.is_missing(*number));
  if (sinks_[column].floats != nullptr) {
    to.floats[row] = is_missing ? kMissingF : kUnreadableF;
  } else {
    to.numbers[row] = is_missing ? kMissing : kUnreadable;
  }
  if (is_missing) return;
  ++to.tally.present;  // beside the numbers, which are counted by themselves
  if (plan.is_guess && plan.storage == Storage::kNumber && parse_time(text)) ++to.tally.times;
  if (plan.is_guess && plan.storage == Storage::kTime && number) ++to.tally.numbers;
  if (to.unreadable.size() < kKeptUnreadable) {
    to.unreadable.emplace_back(static_cast<std::int64_t>(row), trimmed(text));
  }
}

void BlockReader::add_line() {
  const std::int64_t stored = cells_.num_rows;
  if (stored == 0 || line_ - stored != distance_) cells_.lines.emplace_back(stored, line_);
  distance_ = line_ - stored;
}

void BlockReader::add_mistake(std::string message, std::string hint) {
  ++cells_.num_mistakes;
  if (std::ssize(cells_.mistakes) < kShownMistakes) {
    cells_.mistakes.push_back({row_, line_, std::move(message), std::move(hint)});
  }
}

// Which words are missing values, and what a column of words might have been instead.
void BlockReader::tally_words() {
  for (std::size_t c = 0; c < width_; ++c) {
    const ColumnPlan& plan = plan_.columns[c];
    BlockColumn& column = cells_.columns[c];
    if (plan.storage != Storage::kText) {
      column.tally.present += plan.storage == Storage::kTime ? column.tally.times : column.tally.numbers;
      continue;
    }
    for (BlockWords::Word& word : column.words.words()) {
      const auto number = plan_.rules.number(word.text);
      word.is_missing = (plan_.rules.is_missing(word.text) || (number && plan_.rules.is_missing(*number))) &&
                        std::ranges::find(plan.request.present, word.text) == plan.request.present.end();
      if (word.is_missing || !plan.is_guess) continue;
      column.tally.present += word.count;
      if (number) {
        column.tally.numbers += word.count;
      } else if (parse_time(word.text)) {
        column.tally.times += word.count;
      }
    }
  }
}

}  // namespace nnctl::data
