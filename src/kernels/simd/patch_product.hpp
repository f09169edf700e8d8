// Products whose left side lies scattered in an image (table.hpp, PatchProduct): a tile of C stays in registers over a
// block of k, and every value of A is fetched by the offset of its row and that of its depth. No copy of the patches.
#pragma once

#include "kernels/simd/product.hpp"

namespace nnctl::kernels::NNCTL_ISA {
namespace {

template <class L, int kRows, int kVectors, bool kTail>
__attribute__((always_inline)) inline void patch_tile(const PatchProduct& p, std::int64_t i, std::int64_t j,
                                                      typename L::Tail tail) {
  using V = typename L::V;
  constexpr int kLast = kVectors - 1;
  const std::int64_t* offsets = p.a_depths;
  const std::int64_t* b_offsets = p.b_depths;
  const std::int64_t k = p.k;
  const float* a[kRows];
  V sum[kRows][kVectors];
  NNCTL_UNROLL
  for (int r = 0; r < kRows; ++r) {
    a[r] = p.a + p.a_rows[i + r];
    NNCTL_UNROLL
    for (int v = 0; v < kVectors; ++v) sum[r][v] = L::set(0);
  }
  for (std::int64_t depth = 0; depth < k; ++depth) {
    const std::int64_t offset = offsets[depth];
    const float* b = p.b + j + b_offsets[depth];
    V row[kVectors];
    NNCTL_UNROLL
    for (int v = 0; v < kVectors; ++v) {
      row[v] = kTail && v == kLast ? L::load(b + v * L::kLanes, tail) : L::load(b + v * L::kLanes);
    }
    NNCTL_UNROLL
    for (int r = 0; r < kRows; ++r) {
      const V value = L::set(a[r][offset]);
      NNCTL_UNROLL
      for (int v = 0; v < kVectors; ++v) sum[r][v] = L::multiply_add(value, row[v], sum[r][v]);
    }
  }
  float* c = p.c + j;
  const std::int64_t* c_rows = p.c_rows + i;
  const float* bias = p.bias == nullptr ? nullptr : p.bias + j;
  finish_tile<L, kRows, kVectors, kTail>(
      sum, [=](int r) { return c + c_rows[r]; }, p.beta, bias, p.relu, tail);
}

template <class L, int kVectors, bool kTail>
struct PatchTile {
  const PatchProduct& p;
  std::int64_t i;
  std::int64_t j;
  typename L::Tail tail;
  template <int kRows>
  __attribute__((always_inline)) void run() const {
    patch_tile<L, kRows, kVectors, kTail>(p, i, j, tail);
  }
};

/// Rows [begin, end) of a strip of columns.
template <class L, int kVectors, bool kTail>
void patch_strip(const PatchProduct& p, std::int64_t begin, std::int64_t end, std::int64_t j, typename L::Tail tail) {
  constexpr int kRows = kVectors == L::kTileVectors ? L::kTileRows : kVectors == 2 ? 12 : 8;
  for (std::int64_t i = begin; i < end;) {
    const int rows = next_rows<kRows>(end - i);
    with_rows<kRows>(rows, PatchTile<L, kVectors, kTail>{p, i, j, tail});
    i += rows;
  }
}

/// The last strip, at most kVectors vectors wide.
template <class L, int kVectors>
void last_patch_strip(const PatchProduct& p, std::int64_t begin, std::int64_t end, std::int64_t j) {
  const std::int64_t before_last = (kVectors - 1) * L::kLanes;
  if constexpr (kVectors > 1) {
    if (p.n - j <= before_last) return last_patch_strip<L, kVectors - 1>(p, begin, end, j);
  }
  patch_strip<L, kVectors, true>(p, begin, end, j, L::tail(p.n - j - before_last));
}

void patch_rows(const PatchProduct& p, std::int64_t begin, std::int64_t end) {
  constexpr std::int64_t kStrip = Lanes::kTileVectors * Lanes::kLanes;
  std::int64_t j = 0;
  for (; j + kStrip <= p.n; j += kStrip) {
    patch_strip<Lanes, Lanes::kTileVectors, false>(p, begin, end, j, Lanes::tail(0));
  }
  if (j == p.n) return;
  if (p.n - j <= NarrowLanes::kLanes) {
    last_patch_strip<NarrowLanes, 1>(p, begin, end, j);
  } else {
    last_patch_strip<Lanes, Lanes::kTileVectors>(p, begin, end, j);
  }
}

void patch_product(const PatchProduct& p) {
  constexpr std::int64_t kBlockRows = 240;   // their patches stay in cache while the strips of B go by
  constexpr std::int64_t kBlockDepth = 640;  // so many rows of a strip of B stay in cache while the rows go by
  for (std::int64_t begin = 0; begin < p.m; begin += kBlockRows) {
    const std::int64_t end = begin + kBlockRows < p.m ? begin + kBlockRows : p.m;
    PatchProduct part = p;
    for (std::int64_t depth = 0; depth == 0 || depth < p.k; depth += kBlockDepth) {
      const bool is_last = depth + kBlockDepth >= p.k;
      part.k = is_last ? p.k - depth : kBlockDepth;
      part.a_depths = p.a_depths + depth;
      part.b_depths = p.b_depths + depth;
      part.beta = depth == 0 ? p.beta : 1;
      part.bias = is_last ? p.bias : nullptr;
      part.relu = is_last && p.relu;
      patch_rows(part, begin, end);
    }
  }
}

}  // namespace
}  // namespace nnctl::kernels::NNCTL_ISA
