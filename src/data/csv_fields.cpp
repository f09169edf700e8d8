#include "data/csv_fields.hpp"

#include <algorithm>

namespace nnctl::data {

CsvField read_field(const char* begin, const char* end, const CsvMarks& marks, UnquotedTexts& unquoted) {
  CsvField field;
  if (marks.quote == '\0' || *begin != marks.quote) {
    field.end = find_field_end(begin, marks.delimiter);
    field.text = {begin, static_cast<std::size_t>(field.end - begin)};
    return field;
  }
  const char* part = begin + 1;  // what follows the last quote that was dropped
  std::string* joined = nullptr;
  for (const char* at = part;;) {
    const auto* quote = static_cast<const char*>(std::memchr(at, marks.quote, static_cast<std::size_t>(end - at)));
    if (quote == nullptr) {
      field.unclosed = true;
      field.end = end - 1;
      field.text = {part, static_cast<std::size_t>(field.end - part)};
      return field;
    }
    field.line_ends += static_cast<int>(std::count(at, quote, '\n'));
    const bool doubled = quote[1] == marks.quote && quote + 1 < end;
    field.end = find_field_end(quote + 1, marks.delimiter);
    field.text_after_quote = !doubled && field.end != quote + 1;
    if (joined == nullptr && !doubled && !field.text_after_quote) {
      field.text = {part, static_cast<std::size_t>(quote - part)};
      return field;
    }
    if (joined == nullptr) joined = &unquoted.emplace_back();
    joined->append(part, doubled ? quote + 1 : quote);
    if (!doubled) {
      joined->append(quote + 1, field.end);
      field.text = *joined;
      return field;
    }
    at = part = quote + 2;
  }
}

}  // namespace nnctl::data
