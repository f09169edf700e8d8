// Products of small matrices: a tile of C stays in registers over all of k, B is read where it lies (no packing).
#pragma once

#include "kernels/table.hpp"

#ifdef __clang__
#define NNCTL_UNROLL _Pragma("unroll")
#else
#define NNCTL_UNROLL _Pragma("GCC unroll 16")
#endif

namespace nnctl::kernels::NNCTL_ISA {
namespace {

/// Stores a tile: beta times what is there, then bias, then relu. `row_of(r)` is where row r starts.
template <class L, int kRows, int kVectors, bool kTail, class RowOf>
__attribute__((always_inline)) inline void finish_tile(typename L::V (&sum)[kRows][kVectors], RowOf row_of, float scale,
                                                       const float* bias, bool relu, typename L::Tail tail) {
  using V = typename L::V;
  constexpr int kLast = kVectors - 1;
  if (scale != 0) {
    const V beta = L::set(scale);
    NNCTL_UNROLL
    for (int r = 0; r < kRows; ++r) {
      NNCTL_UNROLL
      for (int v = 0; v < kVectors; ++v) {
        const float* old = row_of(r) + v * L::kLanes;
        sum[r][v] = L::multiply_add(beta, kTail && v == kLast ? L::load(old, tail) : L::load(old), sum[r][v]);
      }
    }
  }
  if (bias != nullptr) {
    NNCTL_UNROLL
    for (int v = 0; v < kVectors; ++v) {
      const float* from = bias + v * L::kLanes;
      const V values = kTail && v == kLast ? L::load(from, tail) : L::load(from);
      NNCTL_UNROLL
      for (int r = 0; r < kRows; ++r) sum[r][v] = sum[r][v] + values;
    }
  }
  if (relu) {
    NNCTL_UNROLL
    for (int r = 0; r < kRows; ++r) {
      NNCTL_UNROLL
      for (int v = 0; v < kVectors; ++v) sum[r][v] = L::max(L::set(0), sum[r][v]);
    }
  }
  NNCTL_UNROLL
  for (int r = 0; r < kRows; ++r) {
    NNCTL_UNROLL
    for (int v = 0; v < kVectors; ++v) {
      float* to = row_of(r) + v * L::kLanes;
      if (kTail && v == kLast) {
        L::store(to, sum[r][v], tail);
      } else {
        L::store(to, sum[r][v]);
      }
    }
  }
}

/// kRows rows of C from (i, j), kVectors vectors wide; of the last vector only `tail` when kTail.
/// kRowsAdjacent: a_row_stride is 1 (A is transposed), else a_depth_stride is.
template <class L, int kRows, int kVectors, bool kTail, bool kRowsAdjacent>
__attribute__((always_inline)) inline void product_tile(const SmallProduct& p, std::int64_t i, std::int64_t j,
                                                        typename L::Tail tail) {
  using V = typename L::V;
  constexpr int kLast = kVectors - 1;
  const std::int64_t row_stride = kRowsAdjacent ? 1 : p.a_row_stride;
  const std::int64_t depth_stride = kRowsAdjacent ? p.a_depth_stride : 1;
  const std::int64_t n = p.n;
  const std::int64_t k = p.k;
  const float* a = p.a + i * row_stride;
  const float* b = p.b + j;

  V sum[kRows][kVectors];
  NNCTL_UNROLL
  for (int r = 0; r < kRows; ++r) {
    NNCTL_UNROLL
    for (int v = 0; v < kVectors; ++v) sum[r][v] = L::set(0);
  }
  for (std::int64_t depth = 0; depth < k; ++depth, a += depth_stride, b += n) {
    V row[kVectors];
    NNCTL_UNROLL
    for (int v = 0; v < kVectors; ++v) {
      row[v] = kTail && v == kLast ? L::load(b + v * L::kLanes, tail) : L::load(b + v * L::kLanes);
    }
    NNCTL_UNROLL
    for (int r = 0; r < kRows; ++r) {
      const V value = L::set(a[r * row_stride]);
      NNCTL_UNROLL
      for (int v = 0; v < kVectors; ++v) sum[r][v] = L::multiply_add(value, row[v], sum[r][v]);
    }
  }

  float* c = p.c + i * n + j;
  const float* bias = p.bias == nullptr ? nullptr : p.bias + j;
  finish_tile<L, kRows, kVectors, kTail>(
      sum, [=](int r) { return c + r * n; }, p.beta, bias, p.relu, tail);
}

/// Rows of the next tile where `left` are left: whole tiles, the last two alike, so that none has a row or two only.
template <int kRows>
NNCTL_INLINE int next_rows(std::int64_t left) {
  if (left >= 2 * kRows || left == kRows) return kRows;
  return static_cast<int>(left > kRows ? (left + 1) / 2 : left);
}

/// Tile::run<rows>() with the template argument that `rows` is, 1 to kMost.
template <int kMost, class Tile>
__attribute__((always_inline)) inline void with_rows(int rows, const Tile& tile) {
  if constexpr (kMost == 1) {
    tile.template run<1>();
  } else if (rows == kMost) {
    tile.template run<kMost>();
  } else {
    with_rows<kMost - 1>(rows, tile);
  }
}

template <class L, int kVectors, bool kTail, bool kRowsAdjacent>
struct ProductTile {
  const SmallProduct& p;
  std::int64_t i;
  std::int64_t j;
  typename L::Tail tail;
  template <int kRows>
  __attribute__((always_inline)) void run() const {
    product_tile<L, kRows, kVectors, kTail, kRowsAdjacent>(p, i, j, tail);
  }
};

/// Rows [begin, end) of a strip of columns.
template <class L, int kVectors, bool kTail, bool kRowsAdjacent>
void product_strip(const SmallProduct& p, std::int64_t begin, std::int64_t end, std::int64_t j, typename L::Tail tail) {
  constexpr int kRows = kVectors == L::kTileVectors ? L::kTileRows : 8;
  for (std::int64_t i = begin; i < end;) {
    const int rows = next_rows<kRows>(end - i);
    with_rows<kRows>(rows, ProductTile<L, kVectors, kTail, kRowsAdjacent>{p, i, j, tail});
    i += rows;
  }
}

/// The last strip, at most kVectors vectors wide.
template <class L, int kVectors, bool kRowsAdjacent>
void product_last_strip(const SmallProduct& p, std::int64_t begin, std::int64_t end, std::int64_t j) {
  const std::int64_t before_last = (kVectors - 1) * L::kLanes;
  if constexpr (kVectors > 1) {
    if (p.n - j <= before_last) return product_last_strip<L, kVectors - 1, kRowsAdjacent>(p, begin, end, j);
  }
  product_strip<L, kVectors, true, kRowsAdjacent>(p, begin, end, j, L::tail(p.n - j - before_last));
}

template <bool kRowsAdjacent>
void product_blocks(const SmallProduct& p) {
  constexpr std::int64_t kStrip = Lanes::kTileVectors * Lanes::kLanes;
  constexpr std::int64_t kBlockRows = 240;  // A's rows stay in cache while the strips of B go by
  for (std::int64_t begin = 0; begin < p.m; begin += kBlockRows) {
    const std::int64_t end = begin + kBlockRows < p.m ? begin + kBlockRows : p.m;
    std::int64_t j = 0;
    for (; j + kStrip <= p.n; j += kStrip) {
      product_strip<Lanes, Lanes::kTileVectors, false, kRowsAdjacent>(p, begin, end, j, Lanes::tail(0));
    }
    if (j == p.n) continue;
    if (p.n - j <= NarrowLanes::kLanes) {
      product_last_strip<NarrowLanes, 1, kRowsAdjacent>(p, begin, end, j);
    } else {
      product_last_strip<Lanes, Lanes::kTileVectors, kRowsAdjacent>(p, begin, end, j);
    }
  }
}

void small_product(const SmallProduct& p) {
  if (p.a_depth_stride == 1) {
    product_blocks<false>(p);
  } else {
    product_blocks<true>(p);
  }
}

template <int kRows>
__attribute__((always_inline)) inline void dots_of_rows(std::int64_t k, const float* a, const float* b, float beta,
                                                        float* y) {
  Lanes::V sum[kRows];
  NNCTL_UNROLL
  for (int r = 0; r < kRows; ++r) sum[r] = Lanes::set(0);
  std::int64_t depth = 0;
  for (; depth + Lanes::kLanes <= k; depth += Lanes::kLanes) {
    const Lanes::V value = Lanes::load(a + depth);
    NNCTL_UNROLL
    for (int r = 0; r < kRows; ++r) sum[r] = Lanes::multiply_add(value, Lanes::load(b + r * k + depth), sum[r]);
  }
  if (depth < k) {
    const Lanes::Tail tail = Lanes::tail(k - depth);
    const Lanes::V value = Lanes::load(a + depth, tail);
    NNCTL_UNROLL
    for (int r = 0; r < kRows; ++r) sum[r] = Lanes::multiply_add(value, Lanes::load(b + r * k + depth, tail), sum[r]);
  }
  NNCTL_UNROLL
  for (int r = 0; r < kRows; ++r) {
    const float dot = Lanes::sum(sum[r]);
    y[r] = beta != 0 ? dot + beta * y[r] : dot;
  }
}

void row_dots(std::int64_t n, std::int64_t k, const float* a, const float* b, float beta, float* y) {
  std::int64_t i = 0;
  for (; i + 8 <= n; i += 8) dots_of_rows<8>(k, a, b + i * k, beta, y + i);
  for (; i < n; ++i) dots_of_rows<1>(k, a, b + i * k, beta, y + i);
}

void transpose(std::int64_t rows, std::int64_t columns, const float* x, float* y) {
  constexpr int kSize = TransposeBlock::kSize;
  const std::int64_t whole_rows = rows - rows % kSize;
  const std::int64_t whole_columns = columns - columns % kSize;
  for (std::int64_t j = 0; j < whole_columns; j += kSize) {
    for (std::int64_t i = 0; i < whole_rows; i += kSize) {
      TransposeBlock::run(x + i * columns + j, columns, y + j * rows + i, rows);
    }
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::int64_t j = i < whole_rows ? whole_columns : 0; j < columns; ++j) y[j * rows + i] = x[i * columns + j];
  }
}

}  // namespace
}  // namespace nnctl::kernels::NNCTL_ISA
