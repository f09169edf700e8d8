// The digits of short cells: [sign] digits with at most one mark among them, 16 characters at most behind the sign.
// A cell's last 16 characters are taken whichever of them are its own, the mark is closed up, and pairs of digits are
// joined three times (after W. Mula and D. Lemire; https://github.com/WojciechMula/parsing-int-series).
#include <array>

#include "data/text_kernels.hpp"

namespace nnctl::data::NNCTL_ISA {
namespace {

inline constexpr std::size_t kLongest = 16;

// Row n: which characters are among the last n.
struct LastBytes {
  constexpr LastBytes() {
    for (std::size_t i = 16; i < bytes.size(); ++i) bytes[i] = i < 32 ? 0xff : 0;
  }
  std::array<unsigned char, 48> bytes{};
};
inline constexpr LastBytes kLastBytes;

// Row k moves what is before place k behind it; row 16 moves nothing.
struct ClosedUp {
  constexpr ClosedUp() {
    for (std::size_t k = 0; k <= 16; ++k) {
      for (std::size_t i = 0; i < 16; ++i) {
        const std::size_t from = k == 16 || i > k ? i : i - 1;
        rows[k][i] = k != 16 && i == 0 ? 0x80 : static_cast<unsigned char>(from);
      }
    }
  }
  alignas(16) std::array<std::array<unsigned char, 16>, 17> rows{};
};
inline constexpr ClosedUp kClosedUp;

// What digits are divided by when the mark is at place k; 16: there is none.
inline constexpr std::array<double, 17> kPowerOfMark = {1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8, 1e7,
                                                        1e6,  1e5,  1e4,  1e3,  1e2,  1e1,  1e0, 1e0};

struct CellDigits {
  /// Bit i: cell i was read.
  std::uint64_t read(const CellRun& cells) {
    const __m128i zero = _mm_set1_epi8('0');
    const __m128i nine = _mm_set1_epi8(9);
    const __m128i mark = _mm_set1_epi8(cells.decimal_mark);
    const __m128i tens = _mm_set1_epi16(0x010a);       // 10, 1 in bytes
    const __m128i hundreds = _mm_set1_epi32(0x10064);  // 100, 1
    const __m128i myriads = _mm_set1_epi32(0x12710);   // 10000, 1
    const std::uint32_t* ends = cells.ends;
    std::uint64_t done = 0;
    for (std::size_t i = 0; i < cells.count; ++i, ends += cells.stride) {
      const char* begin = cells.text + (ends[0] + 1);
      const char* end = cells.text + ends[1];
      end -= cells.has_returns && end[-1] == '\r';
      begin += *begin == ' ';
      const bool negative = *begin == '-';
      begin += negative || *begin == '+';
      const auto size = static_cast<std::size_t>(end - begin);
      const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(end - 16));
      __m128i digits = _mm_sub_epi8(text, zero);
      const std::uint32_t own = 0xffff0000U >> (size & 31) & 0xffffU;
      const auto is_digit =
          static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(digits, nine), digits)));
      const auto is_mark = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(text, mark))) & own;
      const bool is_read = size <= kLongest && (is_digit & own) != 0 && ((is_digit | is_mark) & own) == own &&
                           (is_mark & (is_mark - 1)) == 0;
      const auto place = static_cast<std::size_t>(_tzcnt_u32(is_mark | 0x10000U));
      digits = _mm_and_si128(digits,
                             _mm_loadu_si128(reinterpret_cast<const __m128i*>(kLastBytes.bytes.data() + (size & 31))));
      digits = _mm_shuffle_epi8(digits, _mm_load_si128(reinterpret_cast<const __m128i*>(kClosedUp.rows[place].data())));
      digits = _mm_madd_epi16(_mm_maddubs_epi16(digits, tens), hundreds);
      digits = _mm_madd_epi16(_mm_packus_epi32(digits, digits), myriads);
      _mm_storel_epi64(reinterpret_cast<__m128i*>(pairs + i), digits);
      powers[i] = kPowerOfMark[place];
      signs[i] = static_cast<std::uint32_t>(negative) << 31;
      done |= static_cast<std::uint64_t>(is_read) << i;
    }
    return done;
  }

  alignas(64) std::uint64_t pairs[kMostCells];  ///< the last eight digits above those before
  alignas(64) double powers[kMostCells];
  alignas(64) std::uint32_t signs[kMostCells];
};

}  // namespace
}  // namespace nnctl::data::NNCTL_ISA
