#include "data/ndjson_stream.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "data/cell_text.hpp"

namespace nnctl::data {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kLongestLine = std::size_t{64} << 20;
constexpr std::size_t kMostRows = 4096;  // of a piece

[[noreturn]] void fail(const ByteSource& source, std::int64_t line, std::string message, std::string hint) {
  throw UserError(Fault::kData, {{.place = {.file = source.name(), .line = static_cast<int>(line)},
                                  .message = std::move(message),
                                  .hint = std::move(hint),
                                  .excerpt = {}}});
}

// A value as the text of a cell.
std::optional<std::string> text_of(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Column text_column(const std::string& name, const std::vector<std::vector<std::optional<std::string>>>& rows,
                   std::size_t index, bool as_it_stands) {
  Column column(name, Storage::kText);
  std::vector<std::int32_t> ids;
  ids.reserve(rows.size());
  for (const auto& row : rows) {
    const std::optional<std::string>& cell = row[index];
    if (as_it_stands) {
      ids.push_back(column.words().add(cell.value_or("")));
    } else {
      ids.push_back(!cell || is_missing(*cell) ? kMissingWord : column.words().add(trimmed(*cell)));
    }
  }
  column.append(std::span<const std::int32_t>(ids));
  column.finish();
  return column;
}

}  // namespace

NdjsonStream::NdjsonStream(ByteSource source, TableRequest request)
    : source_(std::move(source)), request_(std::move(request)) {}

bool NdjsonStream::read_some() {
  constexpr std::size_t kBlock = std::size_t{1} << 16;
  const std::size_t begin = text_.size();
  text_.resize(begin + kBlock);
  const std::size_t size = source_.read_some(text_.data() + begin, kBlock);
  text_.resize(begin + size);
  if (text_.size() > kLongestLine && text_.find('\n') == std::string::npos) {
    fail(source_, line_ + 1, fmt::format("a line of more than {} bytes", kLongestLine),
         "one object a line was expected");
  }
  return size > 0;
}

void NdjsonStream::add_row(std::string_view line) {
  ++line_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (trimmed(line).empty()) return;
  const Json object = Json::parse(line, nullptr, false);
  if (!object.is_object()) {
    fail(source_, line_,
         fmt::format("{} is no JSON object", object.is_discarded() ? in_quotes(line) : in_quotes(object.dump())),
         "a line for each row was expected, such as {\"height\": 1.5, \"kind\": \"fern\"}");
  }
  if (names_.empty()) {
    for (const auto& [key, value] : object.items()) names_.push_back(key);
  }
  std::vector<std::optional<std::string>>& row = rows_.emplace_back(names_.size());
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const auto found = object.find(names_[i]);
    if (found == object.end()) continue;
    if (found->is_structured()) {
      fail(source_, line_,
           fmt::format("the value of '{}' is {}, one value was expected", names_[i],
                       found->is_array() ? "a list" : "an object"),
           "give each value a key of its own");
    }
    row[i] = text_of(*found);
  }
  lines_.push_back(line_);
}

Table NdjsonStream::take() {
  std::vector<Column> columns;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const bool is_wanted = request_.of(names_[i]).kind != ColumnRequest::Kind::kSkip;
    columns.push_back(is_wanted ? text_column(names_[i], rows_, i, false) : Column(names_[i], Storage::kNone));
  }
  Table table(std::move(columns), {{source_.name(), -rows_taken_}});
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (request_.keeps_all) table.kept().push_back(text_column(names_[i], rows_, i, true));
  }
  for (const std::string& name : request_.kept) {
    const auto found = std::ranges::find(names_, name);
    if (found == names_.end()) continue;
    table.kept().push_back(text_column(name, rows_, static_cast<std::size_t>(found - names_.begin()), true));
  }
  table.set_num_rows(std::ssize(rows_));
  for (std::size_t row = 0; row < lines_.size(); ++row) table.set_line(static_cast<std::int64_t>(row), lines_[row]);
  rows_taken_ += std::ssize(rows_);
  rows_.clear();
  lines_.clear();
  return table;
}

std::optional<Table> NdjsonStream::next() {
  while (true) {
    std::size_t begin = 0;
    for (std::size_t end; rows_.size() < kMostRows && (end = text_.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
      add_row(std::string_view(text_).substr(begin, end - begin));
    }
    text_.erase(0, begin);
    if (at_end_ && text_.find('\n') == std::string::npos && !text_.empty()) add_row(std::exchange(text_, {}));
    if (!rows_.empty()) return take();
    if (at_end_ && text_.empty()) return {};
    at_end_ = !read_some();
  }
}

bool looks_like_ndjson(std::string_view bytes) { return bytes.starts_with('{'); }

}  // namespace nnctl::data
