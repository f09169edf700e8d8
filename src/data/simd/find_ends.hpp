// Ends of fields, 64 characters at a time (after G. Langdale and D. Lemire, Parsing gigabytes of JSON per second, VLDB
// Journal 28, 2019). The including file says how 64 characters are compared: Text64 with equals(char) and odd(char),
// one bit a character.
#include <bit>

#include "data/text_kernels.hpp"

namespace nnctl::data::NNCTL_ISA {
namespace {

// Where the bits of `mask` are, beginning at `to`. Up to 8 places (16, ...) more than there are bits may be written.
inline void write_places(std::uint64_t mask, std::uint32_t base, std::uint32_t* to) {
  for (int left = std::popcount(mask); left > 0; left -= 8) {
    for (int i = 0; i < 8; ++i) {  // a fixed number of them, so that no branch depends on the text
      to[i] = base + static_cast<std::uint32_t>(std::countr_zero(mask));
      mask &= mask - 1;
    }
    to += 8;
  }
}

GridFound find_ends(const GridSearch& search, std::uint32_t* ends) {
  GridFound found;
  const auto size = static_cast<std::size_t>(search.end - search.begin);
  std::size_t count = 1;
  std::size_t last_of_row = search.width;  // where the end of the next row belongs
  std::uint64_t carried = 0;               // a CR was the last character
  bool is_open = true;
  ends[0] = ~std::uint32_t{0};
  for (std::size_t at = 0; is_open && at < size; at += 64) {
    const Text64 text(search.begin + at);
    const std::uint64_t feeds = text.equals('\n');
    const std::uint64_t returns = text.equals('\r');
    // what is no part of a plain row: also a CR with no LF behind it
    std::uint64_t odd = text.odd(search.quote) | (((returns << 1) | carried) & ~feeds);
    if (size - at < 64) odd |= ~std::uint64_t{0} << (size - at);
    carried = returns >> 63;
    found.has_returns = found.has_returns || returns != 0;
    std::uint64_t within = ~std::uint64_t{0};
    if (odd != 0) {
      within = (odd & (0 - odd)) - 1;
      is_open = false;
    }
    const std::uint64_t all = (text.equals(search.delimiter) | feeds) & within;
    write_places(all, static_cast<std::uint32_t>(at), ends + count);
    for (std::uint64_t rest = feeds & within; rest != 0; rest &= rest - 1) {
      const std::uint64_t before = (rest & (0 - rest)) - 1;
      if (count + static_cast<std::size_t>(std::popcount(all & before)) != last_of_row) return found;
      last_of_row += search.width;
      ++found.rows;
      const std::size_t behind = at + static_cast<std::size_t>(std::countr_zero(rest)) + 1;
      found.size = behind;
      const char next = search.begin[behind];
      const bool is_blank = search.width == 1 && (next == '\n' || next == '\r');
      const bool is_comment = search.comment != '\0' && next == search.comment;
      if (found.rows == search.most_rows || is_blank || is_comment) return found;
    }
    count += static_cast<std::size_t>(std::popcount(all));
    if (count > search.most_rows * search.width) break;
  }
  return found;
}

}  // namespace
}  // namespace nnctl::data::NNCTL_ISA
