// Winograd's minimal filtering with 3 x 3 kernels. F(2 x 2): 4 outputs of a 4 x 4 tile by 16 products in place of 36;
// F(4 x 4): 16 outputs of a 6 x 6 tile by 36 products in place of 144. Lavin and Gray, Fast Algorithms for
// Convolutional Neural Networks (2015). The maps are Toom and Cook's: of F(2 x 2) at the points 0, +-1 and infinity, of
// F(4 x 4) at 0, +-5/8, +-3/2 and infinity, which round less than the usual 0, +-1, +-2 (Barabasz et al., Error
// Analysis and Improving the Accuracy of Winograd Convolution for Deep Neural Networks, 2020). Included by files that
// are compiled with wider instructions than the rest: see simd/kernels.hpp.
#pragma once

namespace nnctl::kernels {

constexpr int kWinogradTaps = 3;

/// Squares of kOutputs x kOutputs outputs and the kInputs x kInputs inputs that they see.
template <int kTile>
struct WinogradSize {
  static constexpr int kOutputs = kTile;
  static constexpr int kInputs = kTile + kWinogradTaps - 1;
  static constexpr int kPositions = kInputs * kInputs;
};

/// The maps along one axis, on L's vectors of T: outputs = A^T ((G kernel) * (B^T inputs)), and their adjoints.
template <class L, class T, int kTile>
struct WinogradMaps;

/// Every output is a sum of what its own inputs make, and of nothing else: windows of zeros give exactly 0,
/// and windows of one number the same everywhere.
template <class L, class T>
struct WinogradMaps<L, T, 2> {
  using V = typename L::V;

  /// B^T
  struct Inputs {
    static constexpr int kFrom = 4;
    static constexpr int kTo = 4;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      y[0] = x[0] - x[2];
      y[1] = x[1] + x[2];
      y[2] = x[2] - x[1];
      y[3] = x[1] - x[3];
    }
  };

  /// B
  struct InputsAdjoint {
    static constexpr int kFrom = 4;
    static constexpr int kTo = 4;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      y[0] = x[0];
      y[1] = (x[1] - x[2]) + x[3];
      y[2] = (x[1] + x[2]) - x[0];
      y[3] = L::set(0) - x[3];
    }
  };

  /// A^T
  struct Outputs {
    static constexpr int kFrom = 4;
    static constexpr int kTo = 2;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      y[0] = x[0] + (x[1] + x[2]);
      y[1] = (x[1] - x[2]) - x[3];
    }
  };

  /// A
  struct OutputsAdjoint {
    static constexpr int kFrom = 2;
    static constexpr int kTo = 4;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      y[0] = x[0];
      y[1] = x[0] + x[1];
      y[2] = x[0] - x[1];
      y[3] = L::set(0) - x[1];
    }
  };

  /// G
  struct Kernel {
    static constexpr int kFrom = kWinogradTaps;
    static constexpr int kTo = 4;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      const V half = L::set(static_cast<T>(0.5));
      const V even = half * (x[0] + x[2]);
      const V odd = half * x[1];
      y[0] = x[0];
      y[1] = even + odd;
      y[2] = even - odd;
      y[3] = x[2];
    }
  };

  /// G^T
  struct KernelAdjoint {
    static constexpr int kFrom = 4;
    static constexpr int kTo = kWinogradTaps;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      const V half = L::set(static_cast<T>(0.5));
      const V even = half * (x[1] + x[2]);
      y[0] = x[0] + even;
      y[1] = half * (x[1] - x[2]);
      y[2] = even + x[3];
    }
  };
};

template <class L, class T>
struct WinogradMaps<L, T, 4> {
  using V = typename L::V;

  static constexpr double kA = 5.0 / 8;
  static constexpr double kB = 3.0 / 2;
  static constexpr double kA2 = kA * kA;
  static constexpr double kB2 = kB * kB;
  /// The products of the differences of a point to the others.
  static constexpr double kAtZero = kA2 * kB2;
  static constexpr double kAtA = 2 * kA2 * (kA2 - kB2);
  static constexpr double kAtB = 2 * kB2 * (kB2 - kA2);

  __attribute__((always_inline)) static inline V set(double value) { return L::set(static_cast<T>(value)); }
  /// factor x + y
  __attribute__((always_inline)) static inline V add_scaled(double factor, V x, V y) {
    return L::multiply_add(set(factor), x, y);
  }

  /// B^T
  struct Inputs {
    static constexpr int kFrom = 6;
    static constexpr int kTo = 6;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      const V even_a = add_scaled(-kA2, x[2], x[4]);
      const V odd_a = add_scaled(-kA2, x[1], x[3]);
      const V even_b = add_scaled(-kB2, x[2], x[4]);
      const V odd_b = add_scaled(-kB2, x[1], x[3]);
      y[0] = add_scaled(kAtZero, x[0], add_scaled(-kB2, x[2], even_a));
      y[1] = add_scaled(kA, odd_b, even_b);
      y[2] = add_scaled(-kA, odd_b, even_b);
      y[3] = add_scaled(kB, odd_a, even_a);
      y[4] = add_scaled(-kB, odd_a, even_a);
      y[5] = add_scaled(kAtZero, x[1], add_scaled(-kA2 - kB2, x[3], x[5]));
    }
  };

  /// B
  struct InputsAdjoint {
    static constexpr int kFrom = 6;
    static constexpr int kTo = 6;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      const V even_a = x[1] + x[2];
      const V odd_a = x[1] - x[2];
      const V even_b = x[3] + x[4];
      const V odd_b = x[3] - x[4];
      y[0] = set(kAtZero) * x[0];
      y[1] = add_scaled(-kA * kB2, odd_a, add_scaled(-kB * kA2, odd_b, set(kAtZero) * x[5]));
      y[2] = add_scaled(-kB2, even_a, add_scaled(-kA2, even_b, set(-kA2 - kB2) * x[0]));
      y[3] = add_scaled(kA, odd_a, add_scaled(kB, odd_b, set(-kA2 - kB2) * x[5]));
      y[4] = (even_a + even_b) + x[0];
      y[5] = x[5];
    }
  };

  /// A^T
  struct Outputs {
    static constexpr int kFrom = 6;
    static constexpr int kTo = 4;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      const V even_a = x[1] + x[2];
      const V odd_a = x[1] - x[2];
      const V even_b = x[3] + x[4];
      const V odd_b = x[3] - x[4];
      y[0] = (even_a + even_b) + x[0];
      y[1] = add_scaled(kA, odd_a, set(kB) * odd_b);
      y[2] = add_scaled(kA2, even_a, set(kB2) * even_b);
      y[3] = add_scaled(kA * kA2, odd_a, add_scaled(kB * kB2, odd_b, x[5]));
    }
  };

  /// A
  struct OutputsAdjoint {
    static constexpr int kFrom = 4;
    static constexpr int kTo = 6;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      const V even_a = add_scaled(kA2, x[2], x[0]);
      const V odd_a = add_scaled(kA * kA2, x[3], set(kA) * x[1]);
      const V even_b = add_scaled(kB2, x[2], x[0]);
      const V odd_b = add_scaled(kB * kB2, x[3], set(kB) * x[1]);
      y[0] = x[0];
      y[1] = even_a + odd_a;
      y[2] = even_a - odd_a;
      y[3] = even_b + odd_b;
      y[4] = even_b - odd_b;
      y[5] = x[3];
    }
  };

  /// G
  struct Kernel {
    static constexpr int kFrom = kWinogradTaps;
    static constexpr int kTo = 6;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      const V even_a = add_scaled(kA2 / kAtA, x[2], set(1 / kAtA) * x[0]);
      const V odd_a = set(kA / kAtA) * x[1];
      const V even_b = add_scaled(kB2 / kAtB, x[2], set(1 / kAtB) * x[0]);
      const V odd_b = set(kB / kAtB) * x[1];
      y[0] = set(1 / kAtZero) * x[0];
      y[1] = even_a + odd_a;
      y[2] = even_a - odd_a;
      y[3] = even_b + odd_b;
      y[4] = even_b - odd_b;
      y[5] = x[2];
    }
  };

  /// G^T
  struct KernelAdjoint {
    static constexpr int kFrom = 6;
    static constexpr int kTo = kWinogradTaps;
    __attribute__((always_inline)) static inline void apply(const V (&x)[kFrom], V (&y)[kTo]) {
      const V even_a = x[1] + x[2];
      const V odd_a = x[1] - x[2];
      const V even_b = x[3] + x[4];
      const V odd_b = x[3] - x[4];
      y[0] = add_scaled(1 / kAtA, even_a, add_scaled(1 / kAtB, even_b, set(1 / kAtZero) * x[0]));
      y[1] = add_scaled(kA / kAtA, odd_a, set(kB / kAtB) * odd_b);
      y[2] = add_scaled(kA2 / kAtA, even_a, add_scaled(kB2 / kAtB, even_b, x[5]));
    }
  };
};

/// Map along both axes: from square to square.
template <class Map, class V>
__attribute__((always_inline)) inline void apply_both_ways(const V (&x)[Map::kFrom][Map::kFrom],
                                                           V (&y)[Map::kTo][Map::kTo]) {
  V half[Map::kTo][Map::kFrom];
#pragma GCC unroll 8
  for (int j = 0; j < Map::kFrom; ++j) {
    V from[Map::kFrom];
    V to[Map::kTo];
#pragma GCC unroll 8
    for (int i = 0; i < Map::kFrom; ++i) from[i] = x[i][j];
    Map::apply(from, to);
#pragma GCC unroll 8
    for (int i = 0; i < Map::kTo; ++i) half[i][j] = to[i];
  }
#pragma GCC unroll 8
  for (int i = 0; i < Map::kTo; ++i) Map::apply(half[i], y[i]);
}

}  // namespace nnctl::kernels
