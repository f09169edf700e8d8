// Eight floats at a time with AVX2 and FMA.
#pragma once

#include <cstdint>

#include <immintrin.h>

#define NNCTL_INLINE static inline __attribute__((always_inline))

namespace nnctl::kernels::NNCTL_ISA {

struct Lanes8 {
  using V = __m256;
  using Tail = __m256i;

  static constexpr int kLanes = 8;
  static constexpr int kTileVectors = 2;
  static constexpr int kTileRows = 6;
  static constexpr std::int64_t kLargestSmallB = 1 << 15;

  NNCTL_INLINE Tail tail(std::int64_t count) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }
  NNCTL_INLINE V set(float value) { return _mm256_set1_ps(value); }
  NNCTL_INLINE V load(const float* p) { return _mm256_loadu_ps(p); }
  NNCTL_INLINE V load(const float* p, Tail tail) { return _mm256_maskload_ps(p, tail); }
  NNCTL_INLINE V load(const float* p, Tail tail, float fill) {
    return _mm256_blendv_ps(set(fill), _mm256_maskload_ps(p, tail), _mm256_castsi256_ps(tail));
  }
  NNCTL_INLINE void store(float* p, V v) { _mm256_storeu_ps(p, v); }
  NNCTL_INLINE void store(float* p, V v, Tail tail) { _mm256_maskstore_ps(p, tail, v); }
  NNCTL_INLINE V multiply_add(V a, V b, V c) { return _mm256_fmadd_ps(a, b, c); }
  /// a > b ? a : b, so b when either is NaN.
  NNCTL_INLINE V max(V a, V b) { return _mm256_max_ps(a, b); }
  NNCTL_INLINE V min(V a, V b) { return _mm256_min_ps(a, b); }
  NNCTL_INLINE V sqrt(V a) { return _mm256_sqrt_ps(a); }
  NNCTL_INLINE V abs(V a) { return _mm256_andnot_ps(set(-0.0F), a); }
  NNCTL_INLINE V copy_sign(V magnitude, V sign) {
    return _mm256_or_ps(abs(magnitude), _mm256_and_ps(set(-0.0F), sign));
  }
  /// a < b ? x : y
  NNCTL_INLINE V select_less(V a, V b, V x, V y) { return _mm256_blendv_ps(y, x, _mm256_cmp_ps(a, b, _CMP_LT_OQ)); }
  /// a > b, or only a is NaN ? x : y
  NNCTL_INLINE V select_above(V a, V b, V x, V y) {
    const V above = _mm256_and_ps(_mm256_cmp_ps(a, b, _CMP_NLE_UQ), _mm256_cmp_ps(b, b, _CMP_ORD_Q));
    return _mm256_blendv_ps(y, x, above);
  }
  /// y 2^n for whole n in [-252, 254]; rounds once.
  NNCTL_INLINE V times_power_of_two(V y, V n) {
    const __m256i whole = _mm256_cvtps_epi32(n);
    const __m256i half = _mm256_srai_epi32(whole, 1);
    return y * power_of_two(half) * power_of_two(_mm256_sub_epi32(whole, half));
  }
  NNCTL_INLINE V power_of_two(__m256i n) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n, _mm256_set1_epi32(127)), 23));
  }
  NNCTL_INLINE float sum(V v) {
    __m128 x = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    x = _mm_add_ps(x, _mm_movehl_ps(x, x));
    return _mm_cvtss_f32(_mm_add_ss(x, _mm_movehdup_ps(x)));
  }
  NNCTL_INLINE float largest(V v) {
    __m128 x = _mm_max_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    x = _mm_max_ps(x, _mm_movehl_ps(x, x));
    return _mm_cvtss_f32(_mm_max_ss(x, _mm_movehdup_ps(x)));
  }
};

using Lanes = Lanes8;
using NarrowLanes = Lanes8;

}  // namespace nnctl::kernels::NNCTL_ISA

#include "kernels/simd/transpose_8x8.hpp"
