// Text kernels for AVX-512: 64 characters, which are those of four cells, and eight numbers at a time.
#if defined(__AVX512BW__) && defined(__BMI2__) && !defined(NNCTL_REAL_IS_DOUBLE)
#define NNCTL_ISA avx512

#include <immintrin.h>

#include <array>
#include <bit>
#include <cstring>

#include "data/text_kernels.hpp"

namespace nnctl::data::NNCTL_ISA {
namespace {

struct Text64 {
  explicit Text64(const char* text) : all(_mm512_loadu_si512(text)) {}
  std::uint64_t equals(char c) const { return _mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8(c)); }
  // zero bytes, bytes beyond ASCII and `c`
  std::uint64_t odd(char c) const { return _mm512_movepi8_mask(all) | _mm512_testn_epi8_mask(all, all) | equals(c); }

  __m512i all;
};

inline void write_places(std::uint64_t mask, std::uint32_t base, std::uint32_t* to) {
  __m512i places = _mm512_add_epi32(_mm512_set1_epi32(static_cast<std::int32_t>(base)),
                                    _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  for (int part = 0; part < 4; ++part, mask >>= 16) {
    const auto sixteen = static_cast<__mmask16>(mask);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(sixteen, places));
    to += std::popcount(static_cast<unsigned>(sixteen));
    places = _mm512_add_epi32(places, _mm512_set1_epi32(16));
  }
}

}  // namespace
}  // namespace nnctl::data::NNCTL_ISA

#include "data/simd/find_ends.hpp"

namespace nnctl::data::NNCTL_ISA {
namespace {

// Masks of 64 characters are those of four cells, 16 bits each; sums stay within them.
constexpr std::uint64_t kTops = 0x8000800080008000;
constexpr std::uint64_t kBelowTops = ~kTops;
constexpr std::uint64_t kNotFirst = 0xfffefffefffefffe;

// The top bit of each cell that has any.
std::uint64_t any(std::uint64_t bits) { return (((bits & kBelowTops) + kBelowTops) | bits) & kTops; }
std::uint64_t one_bit_a_cell(std::uint64_t tops) { return _pext_u64(tops, kTops); }

// What digits are divided by when the mark is at place k; 16: there is none.
constexpr std::array<double, 17> kPowers = {1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8, 1e7,
                                            1e6,  1e5,  1e4,  1e3,  1e2,  1e1,  1e0, 1e0};
constexpr std::array<double, 17> kInverses = {1e-15, 1e-14, 1e-13, 1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7,
                                              1e-6,  1e-5,  1e-4,  1e-3,  1e-2,  1e-1,  1e0,  1e0};

// Where cells end, and which of the 16 characters before that are theirs: none for cells that are longer.
struct CellPlaces {
  explicit CellPlaces(const CellRun& cells) {
    const std::uint32_t* at = cells.ends;
    for (std::size_t i = 0; i < cells.count; ++i, at += cells.stride) {
      std::uint32_t end = at[1];
      if (cells.has_returns && cells.text[static_cast<std::ptrdiff_t>(end) - 1] == '\r') --end;
      const std::uint32_t size = end - (at[0] + 1);
      ends[i] = end;
      own[i] = static_cast<std::uint16_t>(size > 16 ? 0 : 0xffff0000U >> size);
    }
    for (std::size_t i = cells.count; i % 8 != 0; ++i) {
      ends[i] = ends[i - 1];
      own[i] = 0;
    }
  }
  std::uint64_t own_of_four(std::size_t first) const {
    std::uint64_t four = 0;
    std::memcpy(&four, own + first, sizeof four);
    return four;
  }

  alignas(64) std::uint32_t ends[kMostCells];
  alignas(64) std::uint16_t own[kMostCells];
};

// [blank] [-] digits with at most one mark among them, 16 characters at most. A cell's last 16 characters are taken
// whichever of them are its own, the mark is closed up, and pairs of digits are joined three times, as in avx2.cpp.
struct FourCells {
  [[gnu::always_inline]] inline void read(const char* text, const CellPlaces& places, std::size_t first,
                                          __m512i decimal_mark, const std::array<double, 17>& scales) {
    const auto sixteen = [&](std::size_t i) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + places.ends[first + i] - 16));
    };
    __m512i all = _mm512_castsi128_si512(sixteen(0));
    all = _mm512_inserti32x4(all, sixteen(1), 1);
    all = _mm512_inserti32x4(all, sixteen(2), 2);
    all = _mm512_inserti32x4(all, sixteen(3), 3);
    const auto first_of = [](std::uint64_t bits) { return bits & ~((bits << 1) & kNotFirst); };
    std::uint64_t own = places.own_of_four(first);
    own &= ~(_mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8(' ')) & first_of(own));
    const std::uint64_t minus = _mm512_cmpeq_epi8_mask(all, _mm512_set1_epi8('-')) & first_of(own);
    own &= ~minus;
    __m512i digits = _mm512_sub_epi8(all, _mm512_set1_epi8('0'));
    const std::uint64_t is_digit = _mm512_cmple_epu8_mask(digits, _mm512_set1_epi8(9)) & own;
    const std::uint64_t is_mark = _mm512_cmpeq_epi8_mask(all, decimal_mark) & own;
    const std::uint64_t before = (is_mark & kBelowTops) + kBelowTops;  // the top bit: of any mark below
    const std::uint64_t wrong = (own & ~(is_digit | is_mark)) | (is_mark & before);
    done = one_bit_a_cell(any(is_digit) & ~any(wrong));
    negative = one_bit_a_cell(any(minus));
    const std::uint64_t has_mark = (((before | is_mark) & kTops) >> 15) * 0xffff;
    const std::uint64_t moved = ((before & kBelowTops) | is_mark) & has_mark;
    digits = _mm512_maskz_mov_epi8(is_digit, digits);
    digits = _mm512_mask_mov_epi8(digits, moved, _mm512_bslli_epi128(digits, 1));
    digits = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(0x010a));     // 10, 1 in bytes
    four_digits = _mm512_madd_epi16(digits, _mm512_set1_epi32(0x10064));  // 100, 1
    if (is_mark == mark) return;  // most columns have as many decimals in all rows
    mark = is_mark;
    const auto power = [&](int cell) {
      return scales[static_cast<std::size_t>(std::countr_zero(is_mark >> (16 * cell) | 0x10000U))];
    };
    scale = _mm256_set_pd(power(3), power(2), power(1), power(0));
  }

  std::uint64_t done = 0;      ///< one bit a cell
  std::uint64_t negative = 0;  ///< one bit a cell
  __m512i four_digits;         ///< four numbers of four digits a cell
  std::uint64_t mark = 0;
  __m256d scale = _mm256_set1_pd(1.0);
};

struct EightCells {
  [[gnu::always_inline]] inline EightCells(const FourCells& low, const FourCells& high)
      : done(low.done | high.done << 4), negative(static_cast<__mmask8>(low.negative | high.negative << 4)) {
    __m512i pairs = _mm512_packus_epi32(low.four_digits, high.four_digits);
    pairs = _mm512_madd_epi16(pairs, _mm512_set1_epi32(0x12710));  // 10000, 1
    pairs = _mm512_permutexvar_epi64(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), pairs);
    const __m512d upper = _mm512_cvtepi32_pd(_mm512_cvtepi64_epi32(pairs));
    const __m512d lower = _mm512_cvtepi32_pd(_mm512_cvtepi64_epi32(_mm512_srli_epi64(pairs, 32)));
    whole = _mm512_fmadd_pd(upper, _mm512_set1_pd(1e8), lower);
    scale = _mm512_insertf64x4(_mm512_castpd256_pd512(low.scale), high.scale, 1);
  }

  std::uint64_t done;
  __mmask8 negative;
  __m512d whole;
  __m512d scale;
};

// Calls take(eight cells, first, which of them are cells).
template <class Take>
[[gnu::always_inline]] inline std::uint64_t for_eights(const CellRun& cells, const std::array<double, 17>& scales,
                                                       Take take) {
  const CellPlaces places(cells);
  const __m512i decimal_mark = _mm512_set1_epi8(cells.decimal_mark);
  FourCells low;
  FourCells high;
  std::uint64_t done = 0;
  for (std::size_t i = 0; i < cells.count; i += 8) {
    low.read(cells.text, places, i, decimal_mark, scales);
    high.read(cells.text, places, i + 4, decimal_mark, scales);
    const EightCells eight(low, high);
    const std::size_t left = cells.count - i;
    const auto some = static_cast<__mmask8>(left >= 8 ? 0xff : (1U << left) - 1);
    done |= (eight.done & ~take(eight, i, some)) << i;
  }
  return done;
}

std::uint64_t floats(const CellRun& cells, float* values) {
  const auto take = [=](const EightCells& eight, std::size_t i, __mmask8 some) __attribute__((always_inline))
                        ->std::uint64_t {
    // as in decimal_text.hpp, to_float(); an inverse is a third rounding
    const __m512d near = _mm512_mul_pd(eight.whole, eight.scale);
    const __m512i below = _mm512_and_si512(_mm512_castpd_si512(near), _mm512_set1_epi64((std::int64_t{1} << 29) - 1));
    const __m512i from_doubtful = _mm512_sub_epi64(below, _mm512_set1_epi64((std::int64_t{1} << 28) - 4));
    const __m256 result = _mm512_cvtpd_ps(near);
    const __m256 minus = _mm256_castsi256_ps(_mm256_set1_epi32(std::int32_t{1} << 31));
    _mm256_mask_storeu_ps(values + i, some, _mm256_mask_xor_ps(result, eight.negative, result, minus));
    return _mm512_cmple_epu64_mask(from_doubtful, _mm512_set1_epi64(8));
  };
  return for_eights(cells, kInverses, take);
}

std::uint64_t doubles(const CellRun& cells, double* values) {
  const auto take = [=](const EightCells& eight, std::size_t i, __mmask8 some) __attribute__((always_inline))
                        ->std::uint64_t {
    const __m512d exact = _mm512_div_pd(eight.whole, eight.scale);
    const __m512d minus = _mm512_set1_pd(-0.0);
    _mm512_mask_storeu_pd(values + i, some, _mm512_mask_xor_pd(exact, eight.negative, exact, minus));
    return _mm512_cmp_pd_mask(eight.whole, _mm512_set1_pd(0x1p53), _CMP_GE_OQ);
  };
  return for_eights(cells, kPowers, take);
}

}  // namespace

const TextKernels& text_kernels() {
  static constexpr TextKernels kKernels = {find_ends, floats, doubles};
  return kKernels;
}

}  // namespace nnctl::data::NNCTL_ISA
#endif
