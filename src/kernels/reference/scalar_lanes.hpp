// One number as a vector, for code that is written over vectors.
#pragma once

#include <cstdint>

namespace nnctl::kernels::reference {

template <class T>
struct ScalarLanes {
  using V = T;
  using Tail = int;  // never needed: every count is a multiple of one lane

  static constexpr int kLanes = 1;

  static Tail tail(std::int64_t) { return 1; }
  static V set(T value) { return value; }
  static V load(const T* p) { return *p; }
  static V load(const T* p, Tail) { return *p; }
  static void store(T* p, V v) { *p = v; }
  static void store(T* p, V v, Tail) { *p = v; }
  static V multiply_add(V a, V b, V c) { return a * b + c; }
  /// a > b ? a : b, so b when either is NaN.
  static V max(V a, V b) { return a > b ? a : b; }
};

}  // namespace nnctl::kernels::reference
