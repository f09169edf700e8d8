#include "data/csv_opening.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

#include "base/diagnostic.hpp"
#include "data/cell_text.hpp"
#include "data/mistakes.hpp"
#include "data/text_encoding.hpp"

namespace nnctl::data {

const std::string_view kExpectedTable = "a header line with column names and one line a row were expected";

void fail_unclosed(const std::string& file, int line) {
  throw UserError(Fault::kData, {{.place = {.file = file, .line = line},
                                  .message = "a quote is opened in this line and never closed",
                                  .hint = "close it; a quote inside a quoted field is written twice",
                                  .excerpt = {}}});
}

namespace {

// Whole records, one after the other. Needs a line end at the text's end.
class Records {
 public:
  Records(const char* begin, const char* end, const CsvMarks& marks) : at_(begin), end_(end), marks_(marks) {}

  /// Past blank lines and comments; false at the end.
  bool find() {
    while (at_ < end_) {
      if (marks_.comment != '\0' && *at_ == marks_.comment) at_ = find_line_end(at_);
      if (*at_ != '\n' && *at_ != '\r') return true;
      at_ = behind_line_end(at_);
      ++line_;
    }
    return false;
  }
  std::vector<std::string_view> next() {
    std::vector<std::string_view> fields;
    for (;;) {
      const CsvField field = read_field(at_, end_, marks_, unquoted_);
      fields.push_back(field.text);
      line_ += field.line_ends;
      is_unclosed_ = is_unclosed_ || field.unclosed;
      at_ = field.end + 1;
      if (*field.end != marks_.delimiter || field.unclosed) {
        at_ = behind_line_end(field.end);
        ++line_;
        return fields;
      }
    }
  }
  const char* at() const { return at_; }
  int line() const { return line_; }
  bool is_unclosed() const { return is_unclosed_; }

 private:
  const char* at_;
  const char* end_;
  CsvMarks marks_;
  UnquotedTexts unquoted_;
  int line_ = 1;
  bool is_unclosed_ = false;
};

// What a delimiter makes of the first records.
struct Widths {
  std::size_t header = 0;
  int rows = 0;
  int alike = 0;       // rows as wide as the header, or wider by an empty field
  int empty_last = 0;  // rows whose last field is empty
  int wider = 0;       // rows with one more field than the header, which is empty
};

Widths measure(const char* begin, const char* end, bool is_whole, const CsvMarks& marks) {
  constexpr int kRecords = 200;
  Records records(begin, end, marks);
  Widths widths;
  while (widths.rows < kRecords && records.find()) {
    const std::vector<std::string_view> fields = records.next();
    const bool is_cut = records.is_unclosed() || (records.at() >= end && !is_whole);
    if (widths.header == 0) {
      widths.header = fields.size();
      continue;
    }
    if (is_cut) break;
    const bool is_empty = fields.back().empty();
    ++widths.rows;
    widths.empty_last += is_empty ? 1 : 0;
    widths.wider += is_empty && fields.size() == widths.header + 1 ? 1 : 0;
    widths.alike += fields.size() == widths.header || (is_empty && fields.size() == widths.header + 1) ? 1 : 0;
  }
  return widths;
}

// The one whose records are most alike, then the one that makes most of the header; a comma when none cuts it.
char sniff(const char* begin, const char* end, bool is_whole, const CsvOptions& options) {
  constexpr std::array<char, 4> kCandidates = {',', ';', '\t', '|'};
  char best = ',';
  double best_share = -1.0;
  std::size_t best_width = 1;
  for (const char candidate : kCandidates) {
    if (candidate == options.decimal) continue;
    const Widths widths = measure(begin, end, is_whole, {candidate, options.quote, options.comment});
    if (widths.header < 2) continue;
    const double share = widths.rows == 0 ? 1.0 : static_cast<double>(widths.alike) / widths.rows;
    if (share > best_share || (share == best_share && widths.header > best_width)) {
      best = candidate;
      best_share = share;
      best_width = widths.header;
    }
  }
  return best;
}

void check_names(const std::vector<std::string>& names, const Place& place) {
  std::unordered_map<std::string_view, std::size_t> positions;
  Mistakes mistakes;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::size_t position = i + 1;
    if (const auto mistake = check_utf8(names[i])) {
      throw UserError(Fault::kData, {{.place = place,
                                      .message = fmt::format("the name of column {}: {}", position, mistake->message),
                                      .hint = mistake->hint,
                                      .excerpt = {}}});
    }
    const auto [earlier, is_new] = positions.emplace(names[i], position);
    if (names[i].empty()) {
      mistakes.add(place, fmt::format("column {} has no name", position),
                   position == 1 ? "name it; if it is the index that pandas wrote, use to_csv(..., index=False)"
                                 : "name it, or take the comma away");
    } else if (!is_new) {
      mistakes.add(place, fmt::format("columns {} and {} are both called '{}'", earlier->second, position, names[i]),
                   "rename one of them");
    }
  }
  mistakes.throw_if_any();
}

std::vector<std::string> names_for(std::vector<std::string> names, const CsvOptions& options, const Place& place) {
  if (!options.names.empty()) {
    if (options.names.size() == names.size()) return options.names;
    throw UserError(Fault::kData, {{.place = place,
                                    .message = fmt::format("the file has {}, data.csv.names lists {}",
                                                           counted(std::ssize(names), "column"), options.names.size()),
                                    .hint = "name every column, in the file's order",
                                    .excerpt = {}}});
  }
  if (options.header) return names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = fmt::format("c{}", i + 1);
  return names;
}

}  // namespace

std::optional<CsvOpening> read_opening(std::string_view text, bool is_whole, const CsvOptions& options,
                                       const std::string& file) {
  std::string ended(text);
  if (ended.empty() || (ended.back() != '\n' && ended.back() != '\r')) ended += '\n';
  const char* begin = ended.data();
  const char* end = begin + ended.size();
  ended.append(kScanPadding, '\0');
  begin = ended.data();
  end = begin + (ended.size() - kScanPadding);

  CsvOpening opening;
  opening.marks = {options.delimiter, options.quote, options.comment};
  if (options.delimiter == '\0') opening.marks.delimiter = sniff(begin, end, is_whole, options);
  Records records(begin, end, opening.marks);
  if (!records.find()) {
    if (!is_whole) return {};
    throw UserError(Fault::kData, {{.place = {.file = file},
                                    .message = "the file is empty",
                                    .hint = std::string(kExpectedTable),
                                    .excerpt = {}}});
  }
  const Place place{.file = file, .line = records.line()};
  const char* first = records.at();
  std::vector<std::string> names;
  for (const std::string_view field : records.next()) names.emplace_back(trimmed(field));
  if (!is_whole && (records.is_unclosed() || records.at() >= end)) return {};
  if (records.is_unclosed()) fail_unclosed(file, place.line);

  const Widths widths = measure(begin, end, is_whole, opening.marks);
  const bool has_empty_name = options.header && names.size() > 1 && names.back().empty();
  const bool has_empty_last = !options.header && names.size() > 1 && names.back().empty();
  if ((has_empty_name || has_empty_last) && widths.rows == widths.empty_last && (widths.rows > 0 || has_empty_last)) {
    names.pop_back();
    opening.trailing = true;
  } else if (widths.rows > 0 && widths.wider == widths.rows) {
    opening.trailing = true;
  }
  opening.columns = names_for(std::move(names), options, place);
  check_names(opening.columns, place);
  // a header without a line end was given one
  opening.rows_begin = std::min(static_cast<std::size_t>((options.header ? records.at() : first) - begin), text.size());
  opening.rows_line = options.header ? records.line() : place.line;
  return opening;
}

}  // namespace nnctl::data
