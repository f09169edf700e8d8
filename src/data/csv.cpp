#include "data/csv.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/hash.hpp"
#include "base/printable.hpp"
#include "data/byte_source.hpp"
#include "data/cell_text.hpp"
#include "data/column_builder.hpp"
#include "data/csv_scanner.hpp"
#include "data/idx.hpp"
#include "data/mistakes.hpp"

namespace nnctl::data {
namespace {

constexpr std::string_view kExpected = "a header line with column names and one line a row were expected";

[[noreturn]] void fail(Place place, std::string message, std::string hint) {
  throw UserError(Fault::kData,
                  {{.place = std::move(place), .message = std::move(message), .hint = std::move(hint), .excerpt = {}}});
}

// What keeps `text` from being UTF-8 text, if anything does.
std::optional<CellMistake> check_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = first_code_point_size(text);
    const auto byte = static_cast<unsigned char>(text[0]);
    if (byte == 0) return CellMistake{"a zero byte, so this is no text", "save the file as UTF-8 text, not UTF-16"};
    if (byte >= 0x80 && size == 1) {
      return CellMistake{fmt::format("the byte 0x{:02X} is not UTF-8", byte),
                         "save the file as UTF-8; it may be in Latin-1 or Windows-1252"};
    }
    text.remove_prefix(size);
  }
  return {};
}

std::size_t byte_order_mark_size(std::string_view text, const std::string& name) {
  if (text.starts_with("\xEF\xBB\xBF")) return 3;
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    fail({.file = name, .line = 1}, "the file is in UTF-16, UTF-8 was expected", "save it as UTF-8");
  }
  if (looks_like_idx(text)) {
    fail({.file = name}, "this is an IDX file, and CSV was expected",
         "arrays are given as {x: FILE, y: FILE}, and judged by models that were trained on arrays");
  }
  return 0;
}

[[noreturn]] void fail_unclosed(const std::string& name, int line) {
  fail({.file = name, .line = line}, "a quote is opened in this line and never closed",
       "close it; a quote inside a quoted field is written twice");
}

// Reads records from `scanner`, which stands at the header.
class CsvReader {
 public:
  CsvReader(CsvScanner& scanner, std::string name) : scanner_(scanner), name_(std::move(name)) {}

  std::vector<std::string> read_header();
  void read_rows(const std::vector<std::string>& columns);
  Table finish(const std::vector<std::string>& columns, const TableRequest& request, std::string content_hash) &&;

 private:
  void read_row(const std::vector<std::string>& columns);
  void take_blank_lines(std::size_t num_columns);
  std::int64_t next_row_number() const { return static_cast<std::int64_t>(lines_.size()) + 1; }

  CsvScanner& scanner_;
  std::string name_;
  std::vector<int> blank_lines_;  // since the last row
  std::vector<std::uint64_t> row_begins_;
  std::vector<std::uint32_t> cell_ends_;
  std::vector<std::int32_t> lines_;
  Mistakes mistakes_;
};

std::vector<std::string> CsvReader::read_header() {
  std::vector<std::string> columns;
  std::unordered_map<std::string, std::size_t> positions;
  while (!scanner_.at_end() && scanner_.skip_blank_line()) continue;
  if (scanner_.at_end()) fail({.file = name_}, "the file is empty", std::string(kExpected));
  const Place place{.file = name_, .line = scanner_.line()};
  for (bool last = false; !last;) {
    const CsvScanner::Field field = scanner_.next();
    if (field.unclosed) fail_unclosed(name_, place.line);
    const std::string name(trimmed(scanner_.text(field)));
    const std::size_t position = columns.size() + 1;
    if (const auto mistake = check_utf8(name)) {
      fail(place, fmt::format("the name of column {}: {}", position, mistake->message), mistake->hint);
    }
    const auto [earlier, is_new] = positions.emplace(name, position);
    if (name.empty()) {
      mistakes_.add(place, fmt::format("column {} has no name", position),
                    position == 1 ? "name it; if it is the index that pandas wrote, use to_csv(..., index=False)"
                                  : "name it, or take the comma away");
    } else if (!is_new) {
      mistakes_.add(place, fmt::format("columns {} and {} are both called '{}'", earlier->second, position, name),
                    "rename one of them");
    }
    columns.push_back(name);
    last = field.ends_record;
  }
  mistakes_.throw_if_any();
  return columns;
}

// Blank lines before another row: a missing value when there is one column, else a mistake.
void CsvReader::take_blank_lines(std::size_t num_columns) {
  for (const int line : blank_lines_) {
    if (num_columns > 1) {
      mistakes_.add({.file = name_, .line = line}, fmt::format("row {} is a blank line", next_row_number()),
                    "delete the line");
    }
    row_begins_.push_back(scanner_.num_bytes_kept());
    cell_ends_.insert(cell_ends_.end(), num_columns, 0);
    lines_.push_back(line);
  }
  blank_lines_.clear();
}

void CsvReader::read_rows(const std::vector<std::string>& columns) {
  while (!scanner_.at_end()) {
    const int line = scanner_.line();
    if (scanner_.skip_blank_line()) {
      blank_lines_.push_back(line);
      continue;
    }
    take_blank_lines(columns.size());
    read_row(columns);
  }
}

void CsvReader::read_row(const std::vector<std::string>& columns) {
  const Place place{.file = name_, .line = scanner_.line()};
  const std::int64_t number = next_row_number();
  const std::uint64_t begin = scanner_.num_bytes_kept();
  const auto where = [&](std::size_t column) {
    return fmt::format("row {}, column '{}'", number, columns[std::min(column, columns.size() - 1)]);
  };
  std::size_t num_fields = 0;
  for (bool last = false; !last; ++num_fields) {
    const int line = scanner_.line();
    const CsvScanner::Field field = scanner_.next();
    if (field.unclosed) {
      mistakes_.throw_if_any();
      fail_unclosed(name_, line);
    }
    if (field.text_after_quote) {
      mistakes_.add(place, where(num_fields) + ": text follows a closing quote",
                    "quote the whole field; a quote inside it is written twice");
    }
    if (field.not_ascii) {
      if (auto mistake = check_utf8(scanner_.text(field))) {
        mistakes_.add(place, where(num_fields) + ": " + mistake->message, std::move(mistake->hint));
      }
    }
    if (field.end - begin > std::numeric_limits<std::uint32_t>::max()) {
      fail(place, fmt::format("row {} is longer than 4 GiB", number), "look for a quote that is not closed");
    }
    if (num_fields < columns.size()) cell_ends_.push_back(static_cast<std::uint32_t>(field.end - begin));
    last = field.ends_record;
  }
  if (num_fields != columns.size()) {
    mistakes_.add(place,
                  fmt::format("row {} has {}, the header has {}", number,
                              counted(static_cast<std::int64_t>(num_fields), "field"), columns.size()),
                  num_fields > columns.size() ? "a field that holds a comma must stand in double quotes"
                                              : "an empty field still needs its comma");
    const auto missing = columns.size() - std::min(num_fields, columns.size());
    cell_ends_.insert(cell_ends_.end(), missing, static_cast<std::uint32_t>(scanner_.num_bytes_kept() - begin));
  }
  row_begins_.push_back(begin);
  lines_.push_back(place.line);
}

Table CsvReader::finish(const std::vector<std::string>& columns, const TableRequest& request,
                        std::string content_hash) && {
  mistakes_.throw_if_any();
  if (lines_.empty()) fail({.file = name_}, "the file has a header and no rows", std::string(kExpected));
  const std::string text = std::move(scanner_).take_text();
  const std::size_t width = columns.size();
  const auto cells_of = [&](std::size_t column) {
    std::vector<std::string_view> cells;
    cells.reserve(lines_.size());
    for (std::size_t row = 0; row < lines_.size(); ++row) {
      const std::size_t index = row * width + column;
      const std::uint32_t begin = column == 0 ? 0 : cell_ends_[index - 1];
      cells.push_back(std::string_view(text).substr(row_begins_[row] + begin, cell_ends_[index] - begin));
    }
    return cells;
  };
  std::vector<Column> made;
  for (std::size_t c = 0; c < width; ++c) made.push_back(make_column(columns[c], request.of(columns[c]), cells_of(c)));
  Table table(name_, std::move(made));
  table.set_num_rows(std::ssize(lines_));
  table.set_content_hash(std::move(content_hash));
  for (std::size_t row = 0; row < lines_.size(); ++row) table.set_line(static_cast<std::int64_t>(row), lines_[row]);
  for (std::size_t c = 0; request.keeps_all && c < width; ++c) table.kept().push_back(keep(columns[c], cells_of(c)));
  for (const std::string& name : request.kept) {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) continue;
    table.kept().push_back(keep(name, cells_of(static_cast<std::size_t>(found - columns.begin()))));
  }
  return table;
}

// The beginning of a file, as far as its first record at least.
std::string read_first_record(const std::filesystem::path& path) {
  for (std::size_t size = std::size_t{1} << 16;; size *= 2) {
    ByteSource file = ByteSource::file(path);
    std::string text(size, '\0');
    text.resize(file.read(text.data(), size));
    if (text.size() < size) return text;
    CsvScanner probe(text, 0);
    while (!probe.next().ends_record) continue;
    if (!probe.at_end()) return text;
  }
}

}  // namespace

Table parse_csv(std::string text, const std::string& name, const TableRequest& request) {
  std::string content_hash = Hasher().bytes(text.data(), text.size()).hex();
  const std::size_t begin = byte_order_mark_size(text, name);
  CsvScanner scanner(std::move(text), begin);
  CsvReader reader(scanner, name);
  const std::vector<std::string> columns = reader.read_header();
  reader.read_rows(columns);
  return std::move(reader).finish(columns, request, std::move(content_hash));
}

std::vector<std::string> read_csv_header(const std::filesystem::path& path) {
  std::string text = read_first_record(path);
  const std::size_t begin = byte_order_mark_size(text, path.string());
  CsvScanner scanner(std::move(text), begin);
  return CsvReader(scanner, path.string()).read_header();
}

}  // namespace nnctl::data
