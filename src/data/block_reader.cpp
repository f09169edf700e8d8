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

std::size_t count_line_ends(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += static_cast<std::size_t>(c == '\n') + static_cast<std::size_t>(c == '\r');
  return count;
}

}  // namespace

BlockReader::BlockReader(std::string_view text, const RowPlan& plan, BlockCells& cells)
    : begin_(text.data()),
      end_(text.data() + text.size()),
      plan_(plan),
      cells_(cells),
      width_(plan.columns.size()),
      is_ascii_(is_plain_ascii(text)) {
  // a row takes a line end, and as many bytes as it has fields
  capacity_ = std::min(count_line_ends(text), text.size() / width_ + 1);
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
    if (is_float && column.floats.size() < capacity_) column.floats.resize(capacity_);
    if (is_double && column.numbers.size() < capacity_) column.numbers.resize(capacity_);
    if (plan.storage == Storage::kText) column.words.start(capacity_);
    if (plan.keeps) column.kept.start(capacity_);
    sinks_[c] = {is_double ? column.numbers.data() : nullptr, is_float ? column.floats.data() : nullptr,
                 (is_float || plan.storage == Storage::kNumber) && !plan.keeps};
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
      store(0, {});
      ++cells_.num_rows;
    }
    ++row_;
  }
  line_ = line;
}

const char* BlockReader::read_row(const char* at) {
  add_line();
  ++next_line_;
  const std::int64_t mistakes = cells_.num_mistakes;
  std::size_t fields = 0;
  bool is_last_empty = false;
  for (bool more = true; more; ++at) {
    is_last_empty = plan_.marks.ends_field(*at);
    if (fields < width_) {
      at = read_cell(at, fields);
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

// Behind the cell: at a delimiter or a line end.
const char* BlockReader::read_cell(const char* at, std::size_t column) {
  const Sink& sink = sinks_[column];
  if (sink.is_simple) {
    const char* behind = at;
    if (plan_.marks.delimiter != ' ') {
      while (*behind == ' ') ++behind;
    }
    Decimal number;
    if (scan_decimal(behind, plan_.rules.decimal_mark(), number) && plan_.marks.ends_field(*behind)) {
      const auto row = static_cast<std::size_t>(cells_.num_rows);
      if (sink.floats != nullptr) {
        if (to_float(number, sink.floats[row]) && !plan_.rules.has_missing_numbers()) {
          ++cells_.columns[column].tally.numbers;
          return behind;
        }
      } else if (to_double(number, sink.numbers[row]) && !plan_.rules.is_missing(sink.numbers[row])) {
        ++cells_.columns[column].tally.numbers;
        return behind;
      }
    }
  } else if (plan_.columns[column].storage == Storage::kNone && is_ascii_ && *at != plan_.marks.quote &&
             !plan_.columns[column].keeps) {
    return find_field_end(at, plan_.marks.delimiter);
  }
  const CsvField field = take_field(at);
  if (unclosed_) return field.end;
  if (field.text_after_quote) {
    add_mistake(where(column) + ": text follows a closing quote",
                "quote the whole field; a quote inside it is written twice");
  }
  if (!is_ascii_) {
    if (auto mistake = check_utf8(field.text)) {
      add_mistake(where(column) + ": " + mistake->message, std::move(mistake->hint));
    }
  }
  store(column, field.text);
  return field.end;
}

std::string BlockReader::where(std::size_t column) const {
  return fmt::format(", column '{}'", plan_.names[std::min(column, width_ - 1)]);
}

void BlockReader::store(std::size_t column, std::string_view text) {
  const ColumnPlan& plan = plan_.columns[column];
  BlockColumn& to = cells_.columns[column];
  const auto row = static_cast<std::size_t>(cells_.num_rows);
  if (plan.keeps) to.kept.add(text);
  switch (plan.storage) {
    case Storage::kNone:
      return;
    case Storage::kText:
      return store_word(column, text);
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
  store_without_number(column, text);
}

void BlockReader::store_without_number(std::size_t column, std::string_view text) {
  const ColumnPlan& plan = plan_.columns[column];
  BlockColumn& to = cells_.columns[column];
  const auto row = static_cast<std::size_t>(cells_.num_rows);
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
  if (to.unreadable.size() < kKeptUnreadable) to.unreadable.emplace_back(cells_.num_rows, trimmed(text));
}

void BlockReader::store_word(std::size_t column, std::string_view text) {
  cells_.columns[column].words.add(trimmed(text));
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
