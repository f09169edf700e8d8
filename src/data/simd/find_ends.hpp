// Ends of fields, 64 characters at a time (after G. Langdale and D. Lemire, Parsing gigabytes of JSON per second, VLDB
// Journal 28, 2019). The including file says how 64 characters are compared, Text64 with equals(char) and odd(char),
// one bit a character, and how the places of bits are listed: write_places(mask, base, to), 64 more than there are at
// most.
#include <bit>

#include "data/text_kernels.hpp"

namespace nnctl::data::NNCTL_ISA {
namespace {

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
    // Once without a branch, for rows are longer than this as a rule, and where they end cannot be foreseen.
    std::uint64_t rest = feeds & within;
    do {
      const std::uint64_t before = (rest & (0 - rest)) - 1;  // all, if there is none
      const std::size_t is_row = rest != 0 ? 1 : 0;
      const bool fits = count + static_cast<std::size_t>(std::popcount(all & before)) == last_of_row;
      const std::size_t behind = at + (static_cast<std::size_t>(std::countr_zero(rest)) & 63) + 1;
      const char next = search.begin[behind];
      const bool ends_grid =
          (search.width == 1 && (next == '\n' || next == '\r')) || (search.comment != '\0' && next == search.comment);
      const std::size_t is_right = is_row & static_cast<std::size_t>(fits);
      found.rows += is_right;
      found.size = is_right != 0 ? behind : found.size;
      last_of_row += is_right != 0 ? search.width : 0;
      if (is_row != 0 && (!fits || ends_grid || found.rows == search.most_rows)) return found;
      rest &= rest - 1;
    } while (rest != 0);
    count += static_cast<std::size_t>(std::popcount(all));
    if (count > search.most_rows * search.width) break;
  }
  return found;
}

}  // namespace
}  // namespace nnctl::data::NNCTL_ISA
