// Four floats at a time with the compiler's own vectors: any processor.
#pragma once

#include <cstdint>
#ifdef __SSE__
#include <xmmintrin.h>
#endif

#define NNCTL_INLINE static inline __attribute__((always_inline))

namespace nnctl::kernels::NNCTL_ISA {

struct Lanes4 {
  typedef float V __attribute__((vector_size(16)));
  typedef std::int32_t Bits __attribute__((vector_size(16)));
  using Tail = int;  // how many leading lanes count

  static constexpr int kLanes = 4;
  static constexpr int kTileVectors = 2;
  static constexpr int kTileRows = 4;
  static constexpr std::int64_t kLargestSmallB = 1 << 12;

  NNCTL_INLINE Tail tail(std::int64_t count) { return static_cast<int>(count); }
  NNCTL_INLINE V set(float value) { return V{value, value, value, value}; }
  NNCTL_INLINE V load(const float* p) {
    V v;
    __builtin_memcpy(&v, p, sizeof v);
    return v;
  }
  NNCTL_INLINE V load(const float* p, Tail tail, float fill = 0) {
    V v = set(fill);
    for (int i = 0; i < kLanes; ++i) {
      if (i < tail) v[i] = p[i];
    }
    return v;
  }
  NNCTL_INLINE void store(float* p, V v) { __builtin_memcpy(p, &v, sizeof v); }
  NNCTL_INLINE void store(float* p, V v, Tail tail) {
    for (int i = 0; i < kLanes; ++i) {
      if (i < tail) p[i] = v[i];
    }
  }
  NNCTL_INLINE V multiply_add(V a, V b, V c) { return a * b + c; }
  /// a > b ? a : b, so b when either is NaN.
  NNCTL_INLINE V max(V a, V b) { return select_less(b, a, a, b); }
  NNCTL_INLINE V min(V a, V b) { return select_less(a, b, a, b); }
  NNCTL_INLINE V sqrt(V a) {
#ifdef __SSE__
    return _mm_sqrt_ps(a);
#else
    for (int i = 0; i < kLanes; ++i) a[i] = __builtin_sqrtf(a[i]);
    return a;
#endif
  }
  NNCTL_INLINE V abs(V a) { return (V)((Bits)a & 0x7fffffff); }
  NNCTL_INLINE V copy_sign(V magnitude, V sign) { return (V)((Bits)abs(magnitude) | ((Bits)sign & ~0x7fffffff)); }
  /// a < b ? x : y
  NNCTL_INLINE V select_less(V a, V b, V x, V y) {
    const Bits mask = a < b;
    return (V)(((Bits)x & mask) | ((Bits)y & ~mask));
  }
  /// a > b, or only a is NaN ? x : y
  NNCTL_INLINE V select_above(V a, V b, V x, V y) {
    const Bits above = ~(a <= b) & (b == b);
    return (V)(((Bits)x & above) | ((Bits)y & ~above));
  }
  /// y 2^n for whole n in [-252, 254]; rounds once.
  NNCTL_INLINE V times_power_of_two(V y, V n) {
    const V magic = set(12582912.0F);  // 1.5 * 2^23: its last bits are the whole number added
    const Bits whole = (Bits)(n + magic) - (Bits)magic;
    const Bits half = whole >> 1;
    return y * (V)((half + 127) << 23) * (V)((whole - half + 127) << 23);
  }
  NNCTL_INLINE float sum(V v) { return (v[0] + v[2]) + (v[1] + v[3]); }
  NNCTL_INLINE float largest(V v) {
    const float a = v[0] > v[2] ? v[0] : v[2];
    const float b = v[1] > v[3] ? v[1] : v[3];
    return a > b ? a : b;
  }
};

using Lanes = Lanes4;
using NarrowLanes = Lanes4;

/// y (4, 4) = transpose of x (4, 4), rows `x_stride` and `y_stride` apart.
struct TransposeBlock {
  static constexpr int kSize = 4;
  NNCTL_INLINE void run(const float* x, std::int64_t x_stride, float* y, std::int64_t y_stride) {
    for (int i = 0; i < kSize; ++i) {
      Lanes4::store(y + i * y_stride, Lanes4::V{x[i], x[x_stride + i], x[2 * x_stride + i], x[3 * x_stride + i]});
    }
  }
};

}  // namespace nnctl::kernels::NNCTL_ISA
