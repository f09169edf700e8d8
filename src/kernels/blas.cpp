#include "kernels/blas.hpp"

#include <algorithm>
#include <limits>

#include <cblas.h>

#include "base/assert.hpp"
#include "kernels/machine.hpp"

namespace nnctl::kernels {
namespace {

#ifdef NNCTL_REAL_IS_DOUBLE
constexpr auto kGemm = cblas_dgemm;
#else
constexpr auto kGemm = cblas_sgemm;
#endif

blasint to_blasint(std::int64_t value) {
  NNCTL_ASSERT(value <= std::numeric_limits<blasint>::max(), "a matrix is too large for this BLAS's integers");
  return static_cast<blasint>(value);
}

}  // namespace

void blas_gemm(bool transpose_a, bool transpose_b, std::int64_t m, std::int64_t n, std::int64_t k, const Real* a,
               std::int64_t lda, const Real* b, std::int64_t ldb, Real beta, Real* c, std::int64_t ldc) {
  // cblas rejects a leading dimension of 0 even when there is nothing to read
  const auto leading = [](std::int64_t value) { return to_blasint(std::max<std::int64_t>(value, 1)); };
  kGemm(CblasRowMajor, transpose_a ? CblasTrans : CblasNoTrans, transpose_b ? CblasTrans : CblasNoTrans, to_blasint(m),
        to_blasint(n), to_blasint(k), 1, a, leading(lda), b, leading(ldb), beta, c, leading(ldc));
}

std::string blas_config() {
  std::string config = openblas_get_config();
  config.erase(config.find_last_not_of(' ') + 1);
  return config;
}

std::string blas_core() { return openblas_get_corename(); }

void use_single_threaded_blas() { openblas_set_num_threads(1); }

}  // namespace nnctl::kernels
