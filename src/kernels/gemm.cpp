#include "kernels/gemm.hpp"

#include <algorithm>
#include <utility>

#include "kernels/blas.hpp"
#include "kernels/dispatch.hpp"

// Which way a product goes, and how it is cut, follows from its shape and the instruction set, never from a timing:
// the two ways sum in different orders.

namespace nnctl::kernels {
namespace {

// A call shorter than this (40 us at 100 GFLOP/s) gains nothing from a second thread.
constexpr std::int64_t kTileFlops = 4'000'000;
// BLAS packs the operand that is not cut once a tile: few wide tiles. More than eight threads find no work here.
constexpr std::int64_t kMaxBlasTiles = 8;
constexpr std::int64_t kMinBlasTileWidth = 256;
// The small kernels take 6 or 8 rows at a time.
constexpr std::int64_t kRowMultiple = 24;
constexpr std::int64_t kScratchSize = 1 << 15;

struct Product {
  Op a_op;
  Op b_op;
  std::int64_t m;
  std::int64_t n;
  std::int64_t k;
  const Real* a;
  const Real* b;
  Real beta;
  Real* c;
  const Real* bias;
  Epilogue epilogue;
};

// Where a transposed B is laid straight; one a thread, so that no call allocates.
Real* scratch() {
  alignas(64) thread_local Real values[kScratchSize];
  return values;
}

std::int64_t ceil_divide(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

/// Rows or columns of `flops_each` that make a tile.
std::int64_t tile_width(std::int64_t flops_each, std::int64_t multiple) {
  return ceil_divide(ceil_divide(kTileFlops, std::max<std::int64_t>(flops_each, 1)), multiple) * multiple;
}

template <class Tile>
void for_each_tile(ThreadPool* pool, std::int64_t size, std::int64_t width, Tile tile) {
  auto chunk = [&](std::int64_t index, int) { tile(index * width, std::min(width, size - index * width)); };
  const std::int64_t tiles = ceil_divide(size, width);
  if (pool != nullptr && tiles > 1) {
    pool->for_each_chunk(tiles, chunk);
  } else {
    for (std::int64_t index = 0; index < tiles; ++index) chunk(index, 0);
  }
}

Op flipped(Op op) { return op == Op::kNone ? Op::kTranspose : Op::kNone; }

void run_small(ThreadPool* pool, const Product& p) {
  const KernelTable& kernels = table();
  const Real* b = p.b;
  if (p.b_op == Op::kTranspose && p.n > 1 && p.k > 1) {
    Real* straight = scratch();
    kernels.transpose(p.n, p.k, p.b, straight);
    b = straight;
  }
  const bool a_transposed = p.a_op == Op::kTranspose;
  const SmallProduct small{.m = p.m,
                           .n = p.n,
                           .k = p.k,
                           .a = p.a,
                           .a_row_stride = a_transposed ? 1 : p.k,
                           .a_depth_stride = a_transposed ? p.m : 1,
                           .b = b,
                           .beta = p.beta,
                           .c = p.c,
                           .bias = p.bias,
                           .relu = p.epilogue == Epilogue::kRelu};
  if (pool == nullptr) return kernels.small_product(small);  // a row's bits do not depend on the tile it is in
  for_each_tile(pool, p.m, tile_width(2 * p.n * p.k, kRowMultiple), [&](std::int64_t begin, std::int64_t rows) {
    SmallProduct tile = small;
    tile.m = rows;
    tile.a += begin * small.a_row_stride;
    tile.c += begin * p.n;
    kernels.small_product(tile);
  });
}

// y (rows, columns) = epilogue(y + bias), with `stride` elements from row to row.
void finish(std::int64_t rows, std::int64_t columns, std::int64_t stride, const Real* bias, Epilogue epilogue,
            Real* y) {
  if (bias == nullptr && epilogue == Epilogue::kNone) return;
  for (std::int64_t i = 0; i < rows; ++i, y += stride) {
    if (bias != nullptr) table().add(columns, bias, y);
    if (epilogue == Epilogue::kRelu) table().relu(columns, y, y);
  }
}

// One tile by BLAS: rows [row, row + rows) and columns [column, column + columns) of C.
void run_blas_tile(const Product& p, std::int64_t row, std::int64_t rows, std::int64_t column, std::int64_t columns) {
  const bool a_transposed = p.a_op == Op::kTranspose;
  const bool b_transposed = p.b_op == Op::kTranspose;
  Real* c = p.c + row * p.n + column;
  blas_gemm(a_transposed, b_transposed, rows, columns, p.k, p.a + (a_transposed ? row : row * p.k),
            a_transposed ? p.m : p.k, p.b + (b_transposed ? column * p.k : column), b_transposed ? p.k : p.n, p.beta, c,
            p.n);
  finish(rows, columns, p.n, p.bias == nullptr ? nullptr : p.bias + column, p.epilogue, c);
}

void run_blas(ThreadPool* pool, const Product& p) {
  const bool by_columns = p.n >= p.m;
  const std::int64_t size = by_columns ? p.n : p.m;
  const std::int64_t flops_each = 2 * (by_columns ? p.m : p.n) * p.k;
  const std::int64_t width =
      std::max({tile_width(flops_each, 64), ceil_divide(ceil_divide(size, kMaxBlasTiles), 64) * 64, kMinBlasTileWidth});
  for_each_tile(pool, size, width, [&](std::int64_t begin, std::int64_t count) {
    if (by_columns) {
      run_blas_tile(p, 0, p.m, begin, count);
    } else {
      run_blas_tile(p, begin, count, 0, p.n);
    }
  });
}

void run(ThreadPool* pool, Product p) {
  if (p.m == 0 || p.n == 0) return;
  if (p.n == 1 && p.bias == nullptr && p.epilogue == Epilogue::kNone) {
    // a column: its transpose, a row, lies the same way in memory
    std::swap(p.a, p.b);
    std::swap(p.m, p.n);
    std::swap(p.a_op, p.b_op);
    p.a_op = flipped(p.a_op);
    p.b_op = flipped(p.b_op);
  }
  if (p.m == 1 && p.b_op == Op::kTranspose && p.bias == nullptr && p.epilogue == Epilogue::kNone) {
    return table().row_dots(p.n, p.k, p.a, p.b, p.beta, p.c);  // each row of B with A: no need to lay B straight
  }
  const bool one_row = p.m == 1 && p.b_op == Op::kNone;  // B is read once: nothing to pack it for
  if (one_row || p.n * p.k <= std::min(table().largest_small_b, kScratchSize)) {
    run_small(pool, p);
  } else {
    run_blas(pool, p);
  }
}

}  // namespace

void gemm(ThreadPool* pool, Op a_op, Op b_op, std::int64_t m, std::int64_t n, std::int64_t k, const Real* a,
          const Real* b, Real beta, Real* c) {
  run(pool, {a_op, b_op, m, n, k, a, b, beta, c, nullptr, Epilogue::kNone});
}

void transpose(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) {
  table().transpose(rows, columns, x, y);
}

void dense_forward(ThreadPool* pool, std::int64_t rows, std::int64_t inputs, std::int64_t units, const Real* x,
                   const Real* kernel, const Real* bias, Epilogue epilogue, Real* y) {
  if (units != 1) return run(pool, {Op::kNone, Op::kNone, rows, units, inputs, x, kernel, Real{0}, y, bias, epilogue});
  gemm(pool, Op::kNone, Op::kNone, rows, 1, inputs, x, kernel, Real{0}, y);
  finish(rows, 1, 1, bias, epilogue, y);
}

}  // namespace nnctl::kernels
