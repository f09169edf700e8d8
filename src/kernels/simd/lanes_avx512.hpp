// Sixteen floats at a time with AVX-512, and eight (AVX-512VL) where a matrix is no wider.
#pragma once

#include <cstdint>

#include <immintrin.h>

#define NNCTL_INLINE static inline __attribute__((always_inline))

namespace nnctl::kernels::NNCTL_ISA {

struct Lanes8 {
  using V = __m256;
  using Tail = __mmask8;

  static constexpr int kLanes = 8;
  static constexpr int kTileVectors = 4;
  static constexpr int kTileRows = 6;

  NNCTL_INLINE Tail tail(std::int64_t count) { return static_cast<Tail>((1U << count) - 1U); }
  NNCTL_INLINE V set(float value) { return _mm256_set1_ps(value); }
  NNCTL_INLINE V load(const float* p) { return _mm256_loadu_ps(p); }
  NNCTL_INLINE V load(const float* p, Tail tail) { return _mm256_maskz_loadu_ps(tail, p); }
  NNCTL_INLINE V load(const float* p, Tail tail, float fill) { return _mm256_mask_loadu_ps(set(fill), tail, p); }
  NNCTL_INLINE void store(float* p, V v) { _mm256_storeu_ps(p, v); }
  NNCTL_INLINE void store(float* p, V v, Tail tail) { _mm256_mask_storeu_ps(p, tail, v); }
  NNCTL_INLINE V multiply_add(V a, V b, V c) { return _mm256_fmadd_ps(a, b, c); }
  /// a > b ? a : b, so b when either is NaN.
  NNCTL_INLINE V max(V a, V b) { return _mm256_max_ps(a, b); }
  NNCTL_INLINE V min(V a, V b) { return _mm256_min_ps(a, b); }
  /// y 2^n for whole n; rounds once.
  NNCTL_INLINE V times_power_of_two(V y, V n) { return _mm256_scalef_ps(y, n); }
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

struct Lanes16 {
  using V = __m512;
  using Tail = __mmask16;

  static constexpr int kLanes = 16;
  static constexpr int kTileVectors = 4;
  static constexpr int kTileRows = 6;
  static constexpr std::int64_t kLargestSmallB = 1 << 15;

  NNCTL_INLINE Tail tail(std::int64_t count) { return static_cast<Tail>((1U << count) - 1U); }
  NNCTL_INLINE V set(float value) { return _mm512_set1_ps(value); }
  NNCTL_INLINE V load(const float* p) { return _mm512_loadu_ps(p); }
  NNCTL_INLINE V load(const float* p, Tail tail) { return _mm512_maskz_loadu_ps(tail, p); }
  NNCTL_INLINE V load(const float* p, Tail tail, float fill) { return _mm512_mask_loadu_ps(set(fill), tail, p); }
  NNCTL_INLINE void store(float* p, V v) { _mm512_storeu_ps(p, v); }
  NNCTL_INLINE void store(float* p, V v, Tail tail) { _mm512_mask_storeu_ps(p, tail, v); }
  NNCTL_INLINE V multiply_add(V a, V b, V c) { return _mm512_fmadd_ps(a, b, c); }
  /// a > b ? a : b, so b when either is NaN.
  NNCTL_INLINE V max(V a, V b) { return _mm512_max_ps(a, b); }
  NNCTL_INLINE V min(V a, V b) { return _mm512_min_ps(a, b); }
  NNCTL_INLINE V sqrt(V a) { return _mm512_sqrt_ps(a); }
  NNCTL_INLINE V abs(V a) { return _mm512_andnot_ps(set(-0.0F), a); }
  NNCTL_INLINE V copy_sign(V magnitude, V sign) {
    return _mm512_or_ps(abs(magnitude), _mm512_and_ps(set(-0.0F), sign));
  }
  /// a < b ? x : y
  NNCTL_INLINE V select_less(V a, V b, V x, V y) {
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_LT_OQ), y, x);
  }
  /// a > b, or only a is NaN ? x : y
  NNCTL_INLINE V select_above(V a, V b, V x, V y) {
    const __mmask16 ordered = _mm512_cmp_ps_mask(b, b, _CMP_ORD_Q);
    return _mm512_mask_blend_ps(_mm512_mask_cmp_ps_mask(ordered, a, b, _CMP_NLE_UQ), y, x);
  }
  /// y 2^n for whole n; rounds once.
  NNCTL_INLINE V times_power_of_two(V y, V n) { return _mm512_scalef_ps(y, n); }
  NNCTL_INLINE float sum(V v) { return Lanes8::sum(_mm512_castps512_ps256(v) + _mm512_extractf32x8_ps(v, 1)); }
  NNCTL_INLINE float largest(V v) {
    return Lanes8::largest(_mm256_max_ps(_mm512_castps512_ps256(v), _mm512_extractf32x8_ps(v, 1)));
  }
};

using Lanes = Lanes16;
using NarrowLanes = Lanes8;

}  // namespace nnctl::kernels::NNCTL_ISA

#include "kernels/simd/transpose_8x8.hpp"
