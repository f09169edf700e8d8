// The one seam to BLAS.
#pragma once

#include <cstdint>

#include "tensor/real.hpp"

namespace nnctl::kernels {

/// C (m, n) = op(A) op(B) + beta C on the calling thread, row-major with `ld` elements from row to row.
void blas_gemm(bool transpose_a, bool transpose_b, std::int64_t m, std::int64_t n, std::int64_t k, const Real* a,
               std::int64_t lda, const Real* b, std::int64_t ldb, Real beta, Real* c, std::int64_t ldc);

}  // namespace nnctl::kernels
