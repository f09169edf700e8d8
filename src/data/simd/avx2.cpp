// Text kernels for AVX2: 16 characters of a cell at a time, four numbers at a time.
#if defined(__AVX2__) && defined(__BMI2__) && !defined(NNCTL_REAL_IS_DOUBLE)
#define NNCTL_ISA avx2

#include <immintrin.h>

#include <bit>

#include "data/text_kernels.hpp"

namespace nnctl::data::NNCTL_ISA {
namespace {

struct Text64 {
  explicit Text64(const char* text)
      : low(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text))),
        high(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + 32))) {}
  static std::uint64_t bits(__m256i low, __m256i high) {
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
           std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(high))} << 32;
  }
  std::uint64_t equals(char c) const {
    const __m256i all = _mm256_set1_epi8(c);
    return bits(_mm256_cmpeq_epi8(low, all), _mm256_cmpeq_epi8(high, all));
  }
  // zero bytes, bytes beyond ASCII and `c`
  std::uint64_t odd(char c) const {
    const __m256i all = _mm256_set1_epi8(c);
    const __m256i zero = _mm256_setzero_si256();
    const auto is_odd = [&](__m256i part) {
      return _mm256_or_si256(part, _mm256_or_si256(_mm256_cmpeq_epi8(part, all), _mm256_cmpeq_epi8(part, zero)));
    };
    return bits(is_odd(low), is_odd(high));
  }

  __m256i low;
  __m256i high;
};

// Eight at a time, so that no branch depends on the text as a rule.
inline void write_places(std::uint64_t mask, std::uint32_t base, std::uint32_t* to) {
  for (int left = std::popcount(mask); left > 0; left -= 8) {
    for (int i = 0; i < 8; ++i) {
      to[i] = base + static_cast<std::uint32_t>(std::countr_zero(mask));
      mask &= mask - 1;
    }
    to += 8;
  }
}

}  // namespace
}  // namespace nnctl::data::NNCTL_ISA

#include "data/simd/cell_digits.hpp"
#include "data/simd/find_ends.hpp"

namespace nnctl::data::NNCTL_ISA {
namespace {

// digits / power of four cells from `first` on.
struct Quotients {
  explicit Quotients(const CellDigits& digits, std::size_t first) {
    const __m256i magic = _mm256_castpd_si256(_mm256_set1_pd(0x1p52));
    const __m256i pairs = _mm256_load_si256(reinterpret_cast<const __m256i*>(digits.pairs + first));
    const __m256i high = _mm256_blend_epi32(magic, pairs, 0x55);  // 2^52 + the low 32 bits, exactly
    const __m256i low = _mm256_or_si256(magic, _mm256_srli_epi64(pairs, 32));
    const __m256d high_digits = _mm256_sub_pd(_mm256_castsi256_pd(high), _mm256_castsi256_pd(magic));
    const __m256d low_digits = _mm256_sub_pd(_mm256_castsi256_pd(low), _mm256_castsi256_pd(magic));
    whole = _mm256_fmadd_pd(high_digits, _mm256_set1_pd(1e8), low_digits);
    value = _mm256_div_pd(whole, _mm256_load_pd(digits.powers + first));
  }
  __m256d whole;
  __m256d value;
};

std::uint64_t floats(const CellRun& cells, float* values) {
  CellDigits digits;
  std::uint64_t done = digits.read(cells);
  const __m256i below_float = _mm256_set1_epi64x((std::int64_t{1} << 29) - 1);
  // as in decimal_text.hpp, to_float()
  const __m256i doubtful = _mm256_set1_epi64x((std::int64_t{1} << 28) - 2);
  alignas(16) float four[4];
  for (std::size_t i = 0; i < cells.count; i += 4) {
    const Quotients near(digits, i);
    const __m256i below = _mm256_and_si256(_mm256_castpd_si256(near.value), below_float);
    const __m256i from_doubtful = _mm256_sub_epi64(below, doubtful);
    const __m256i is_doubtful = _mm256_andnot_si256(_mm256_cmpgt_epi64(from_doubtful, _mm256_set1_epi64x(4)),
                                                    _mm256_cmpgt_epi64(from_doubtful, _mm256_set1_epi64x(-1)));
    const auto doubts = static_cast<std::uint64_t>(_mm256_movemask_pd(_mm256_castsi256_pd(is_doubtful)));
    done &= ~(doubts << i);
    const __m128 sign = _mm_castsi128_ps(_mm_load_si128(reinterpret_cast<const __m128i*>(digits.signs + i)));
    const __m128 result = _mm_xor_ps(_mm256_cvtpd_ps(near.value), sign);
    if (cells.count - i >= 4) {
      _mm_storeu_ps(values + i, result);
    } else {
      _mm_store_ps(four, result);
      for (std::size_t k = 0; i + k < cells.count; ++k) values[i + k] = four[k];
    }
  }
  return done;
}

std::uint64_t doubles(const CellRun& cells, double* values) {
  CellDigits digits;
  std::uint64_t done = digits.read(cells);
  alignas(32) double four[4];
  for (std::size_t i = 0; i < cells.count; i += 4) {
    const Quotients exact(digits, i);
    const __m256d is_large = _mm256_cmp_pd(exact.whole, _mm256_set1_pd(0x1p53), _CMP_GE_OQ);
    done &= ~(static_cast<std::uint64_t>(_mm256_movemask_pd(is_large)) << i);
    const __m256i sign = _mm256_slli_epi64(
        _mm256_cvtepu32_epi64(_mm_load_si128(reinterpret_cast<const __m128i*>(digits.signs + i))), 32);
    const __m256d result = _mm256_xor_pd(exact.value, _mm256_castsi256_pd(sign));
    if (cells.count - i >= 4) {
      _mm256_storeu_pd(values + i, result);
    } else {
      _mm256_store_pd(four, result);
      for (std::size_t k = 0; i + k < cells.count; ++k) values[i + k] = four[k];
    }
  }
  return done;
}

}  // namespace

const TextKernels& text_kernels() {
  static constexpr TextKernels kKernels = {find_ends, floats, doubles};
  return kKernels;
}

}  // namespace nnctl::data::NNCTL_ISA
#endif
