// Single fields of CSV text, as RFC 4180 has them: quoted fields may hold delimiters, line ends and doubled quotes; a
// quote inside a field that does not begin with one stands for itself.
#pragma once

#include <deque>
#include <string>
#include <string_view>

#include "data/decimal_text.hpp"

namespace nnctl::data {

/// The characters that cut text into fields, once they are known.
struct CsvMarks {
  char delimiter = ',';
  char quote = '"';
  char comment = '\0';  ///< 0: none

  bool ends_field(char c) const { return c == delimiter || c == '\n' || c == '\r'; }
};

struct CsvField {
  std::string_view text;      ///< without its quotes
  const char* end = nullptr;  ///< the delimiter or line end behind it
  int line_ends = 0;          ///< inside quotes
  bool unclosed = false;      ///< the text ended inside quotes
  bool text_after_quote = false;
};

/// Where the field's text is put when it is not in the file as it stands; strings stay where they are.
using UnquotedTexts = std::deque<std::string>;

/// The field that begins at `begin`. The text ends in a line end at `end` - 1, with kScanPadding bytes behind it.
CsvField read_field(const char* begin, const char* end, const CsvMarks& marks, UnquotedTexts& unquoted);

/// Behind the line end at `at`.
inline const char* behind_line_end(const char* at) { return at + (at[0] == '\r' && at[1] == '\n' ? 2 : 1); }

/// Of text whose end is a line end.
inline const char* find_line_end(const char* at) {
  while (*at != '\n' && *at != '\r') ++at;
  return at;
}

/// The first character from `at` on that ends a field. There is one.
inline const char* find_field_end(const char* at, char delimiter) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kTops = 0x8080808080808080;
  // the lowest zero byte's top bit, and perhaps some above it (S. E. Anderson, Bit twiddling hacks)
  const auto zeros = [](std::uint64_t eight) { return (eight - kOnes) & ~eight & kTops; };
  for (;; at += 8) {
    const std::uint64_t eight = digits::load(at);
    const std::uint64_t found = zeros(eight ^ (kOnes * static_cast<unsigned char>(delimiter))) |
                                zeros(eight ^ (kOnes * '\n')) | zeros(eight ^ (kOnes * '\r'));
    if (found != 0) return at + (std::countr_zero(found) >> 3);
  }
}

}  // namespace nnctl::data
