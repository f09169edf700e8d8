// Cuts CSV text into fields. Works in place: the fields' text, without quotes and separators, is moved to the front of
// the buffer, which then holds nothing else.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace nnctl::data {

class CsvScanner {
 public:
  struct Field {
    std::size_t begin = 0;  ///< in the bytes kept
    std::size_t end = 0;
    bool ends_record = false;
    bool unclosed = false;  ///< the text ended inside quotes
    bool text_after_quote = false;
    bool not_ascii = false;  ///< holds a byte that is zero or above 127
  };

  /// Starts at `begin`.
  CsvScanner(std::string text, std::size_t begin) : text_(std::move(text)), in_(begin) {}

  /// No further record follows. Ask between records only: a text may end in an empty field.
  bool at_end() const { return in_ == text_.size(); }
  /// The line that is read next, from 1.
  int line() const { return line_; }
  Field next();
  /// Skips a line without any character; false when the next one has some.
  bool skip_blank_line();

  std::string_view text(const Field& field) const {
    return std::string_view(text_).substr(field.begin, field.end - field.begin);
  }
  std::size_t num_bytes_kept() const { return out_; }
  /// The bytes kept.
  std::string take_text() &&;

 private:
  std::string text_;
  std::size_t in_ = 0;
  std::size_t out_ = 0;
  int line_ = 1;
};

}  // namespace nnctl::data
