#include "data/csv_scanner.hpp"

#include <utility>

namespace nnctl::data {

bool CsvScanner::skip_blank_line() {
  if (at_end() || (text_[in_] != '\n' && text_[in_] != '\r')) return false;
  if (text_[in_] == '\r' && in_ + 1 < text_.size() && text_[in_ + 1] == '\n') ++in_;
  ++in_;
  ++line_;
  return true;
}

CsvScanner::Field CsvScanner::next() {
  Field field{.begin = out_};
  const auto keep = [&](char c) {
    field.not_ascii |= static_cast<signed char>(c) <= 0;
    text_[out_++] = c;
  };
  const bool is_quoted = !at_end() && text_[in_] == '"';
  if (is_quoted) {
    ++in_;
    for (field.unclosed = true; !at_end(); ++in_) {
      const char c = text_[in_];
      if (c == '"') {
        const bool doubled = in_ + 1 < text_.size() && text_[in_ + 1] == '"';
        if (!doubled) {
          field.unclosed = false;
          ++in_;
          break;
        }
        ++in_;
      }
      line_ += c == '\n' ? 1 : 0;
      keep(c);
    }
  }
  const std::size_t unquoted = in_;
  for (; !at_end(); ++in_) {
    const char c = text_[in_];
    if (c == ',' || c == '\n' || c == '\r') break;
    keep(c);
  }
  field.text_after_quote = is_quoted && in_ > unquoted;
  field.end = out_;
  field.ends_record = at_end() || text_[in_] != ',';
  if (field.ends_record) {
    skip_blank_line();
  } else {
    ++in_;
  }
  return field;
}

std::string CsvScanner::take_text() && {
  text_.resize(out_);
  text_.shrink_to_fit();
  return std::move(text_);
}

}  // namespace nnctl::data
