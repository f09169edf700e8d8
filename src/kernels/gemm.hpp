// Matrix products, row-major and packed (a row follows the row before). Small
// ones run on kernels of ours (simd/), the rest on BLAS (blas.cpp, the only includer of cblas.h).
#pragma once

#include <cstdint>

#include "parallel/thread_pool.hpp"
#include "tensor/real.hpp"

namespace nnctl::kernels {

enum class Op { kNone, kTranspose };

/// C (m, n) = op(A) (m, k) op(B) (k, n) + beta C; beta 0 does not read C. A is stored (m, k), or (k, m) when
/// transposed; B (k, n), or (n, k). Any of m, n, k may be 0. Large products are cut into tiles of columns or of
/// rows whose size depends on the shape alone and handed to `pool`, so the bits do not depend on the number of threads;
/// pool may be null (the same tiles, run here).
void gemm(ThreadPool* pool, Op a_op, Op b_op, std::int64_t m, std::int64_t n, std::int64_t k, const Real* a,
          const Real* b, Real beta, Real* c);

/// y (columns, rows) = transpose of x (rows, columns)
void transpose(std::int64_t rows, std::int64_t columns, const Real* x, Real* y);

/// What the product's store may do on its way out.
enum class Epilogue { kNone, kRelu };

/// y (rows, units) = epilogue(x (rows, inputs) kernel (inputs, units) + bias (units)); bias may be null.
void dense_forward(ThreadPool* pool, std::int64_t rows, std::int64_t inputs, std::int64_t units, const Real* x,
                   const Real* kernel, const Real* bias, Epilogue epilogue, Real* y);

}  // namespace nnctl::kernels
