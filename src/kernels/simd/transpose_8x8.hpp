// An 8 by 8 transpose in AVX registers, for both AVX files.
#pragma once

#include <cstdint>

#include <immintrin.h>

namespace nnctl::kernels::NNCTL_ISA {

/// y (8, 8) = transpose of x (8, 8), rows `x_stride` and `y_stride` apart.
struct TransposeBlock {
  static constexpr int kSize = 8;

  // Columns [0, 4) of row i in the low half, of row i + 4 in the high half.
  NNCTL_INLINE __m256 rows_apart_by_4(const float* x, std::int64_t stride) {
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(x)), _mm_loadu_ps(x + 4 * stride), 1);
  }
  // Four columns of x to four rows of y.
  NNCTL_INLINE void half(const float* x, std::int64_t x_stride, float* y, std::int64_t y_stride) {
    const __m256 r0 = rows_apart_by_4(x, x_stride);
    const __m256 r1 = rows_apart_by_4(x + x_stride, x_stride);
    const __m256 r2 = rows_apart_by_4(x + 2 * x_stride, x_stride);
    const __m256 r3 = rows_apart_by_4(x + 3 * x_stride, x_stride);
    const __m256 low01 = _mm256_unpacklo_ps(r0, r1);
    const __m256 high01 = _mm256_unpackhi_ps(r0, r1);
    const __m256 low23 = _mm256_unpacklo_ps(r2, r3);
    const __m256 high23 = _mm256_unpackhi_ps(r2, r3);
    _mm256_storeu_ps(y, _mm256_shuffle_ps(low01, low23, 0x44));
    _mm256_storeu_ps(y + y_stride, _mm256_shuffle_ps(low01, low23, 0xee));
    _mm256_storeu_ps(y + 2 * y_stride, _mm256_shuffle_ps(high01, high23, 0x44));
    _mm256_storeu_ps(y + 3 * y_stride, _mm256_shuffle_ps(high01, high23, 0xee));
  }
  NNCTL_INLINE void run(const float* x, std::int64_t x_stride, float* y, std::int64_t y_stride) {
    half(x, x_stride, y, y_stride);
    half(x + 4, x_stride, y + 4 * y_stride, y_stride);
  }
};

}  // namespace nnctl::kernels::NNCTL_ISA
