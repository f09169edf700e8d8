#include "data/text_encoding.hpp"

#include <array>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

#include "base/printable.hpp"

namespace nnctl::data {
namespace {

// Code points of Windows-1252's bytes from 0x80 to 0x9F, after https://encoding.spec.whatwg.org/index-windows-1252.txt
constexpr std::array<std::uint16_t, 32> kWindows1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                        0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                        0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                        0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

// In at most three bytes; behind them.
char* write_code_point(unsigned code, char* to) {
  if (code < 0x800) {
    *to++ = static_cast<char>(0xC0 | (code >> 6));
  } else {
    *to++ = static_cast<char>(0xE0 | (code >> 12));
    *to++ = static_cast<char>(0x80 | ((code >> 6) & 0x3F));
  }
  *to++ = static_cast<char>(0x80 | (code & 0x3F));
  return to;
}

}  // namespace

std::optional<CellMistake> check_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = first_code_point_size(text);
    const auto byte = static_cast<unsigned char>(text[0]);
    if (byte == 0) return CellMistake{"a zero byte, so this is no text", "save the file as UTF-8 text, not UTF-16"};
    if (byte >= 0x80 && size == 1) {
      return CellMistake{fmt::format("the byte 0x{:02X} is not UTF-8", byte),
                         "save the file as UTF-8; if it is in Latin-1 or Windows-1252, say so in data.csv.encoding"};
    }
    text.remove_prefix(size);
  }
  return {};
}

bool is_plain_ascii(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kTops = 0x8080808080808080;
  std::uint64_t odd = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + i, sizeof eight);
    odd |= eight | (eight - kOnes);  // a zero byte borrows; bytes of 1 to 127 do neither
  }
  for (; i < text.size(); ++i) odd |= static_cast<signed char>(text[i]) <= 0 ? kTops : 0;
  return (odd & kTops) == 0;
}

void append_utf8(std::string_view text, CsvEncoding encoding, TextBuffer& to) {
  char* const begin = to.room(3 * text.size());
  char* at = begin;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 || encoding == CsvEncoding::kUtf8) {
      *at++ = c;
    } else {
      const bool is_windows = encoding == CsvEncoding::kWindows1252 && byte < 0xA0;
      at = write_code_point(is_windows ? kWindows1252[byte - 0x80] : byte, at);
    }
  }
  to.add(static_cast<std::size_t>(at - begin));
}

}  // namespace nnctl::data
