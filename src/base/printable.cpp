#include "base/printable.hpp"

#include <cstdint>
#include <iterator>

#include <fmt/format.h>

namespace nnctl {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t size = 1;
  bool valid = false;
};

// Well-formed sequences only (Unicode 15, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF.
CodePoint first_code_point(std::string_view text) {
  if (text.empty()) return {.size = 0};
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
  std::uint32_t value = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) != 0x80) return {};
    value = (value << 6) | (byte & 0x3FU);
  }
  const bool overlong = (size == 3 && value < 0x800) || (size == 4 && value < 0x10000);
  if (overlong || (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF) return {};
  return {value, size, true};
}

bool is_harmless(const CodePoint& point) {
  const std::uint32_t value = point.value;
  return point.valid && (value == '\t' || (value >= 0x20 && value < 0x7F) || value >= 0xA0);
}

}  // namespace

std::size_t first_code_point_size(std::string_view text) { return first_code_point(text).size; }

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    const std::string_view bytes = text.substr(0, point.size);
    if (is_harmless(point)) {
      result += bytes;
    } else {
      for (const char byte : bytes) {
        fmt::format_to(std::back_inserter(result), "\\x{:02x}", static_cast<unsigned char>(byte));
      }
    }
    text.remove_prefix(point.size);
  }
  return result;
}

std::size_t num_columns(std::string_view text) {
  std::size_t columns = 0;
  for (; !text.empty(); text.remove_prefix(first_code_point_size(text))) ++columns;
  return columns;
}

}  // namespace nnctl
