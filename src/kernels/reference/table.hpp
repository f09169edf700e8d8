// The plain kernels as a table: all there is in the double build.
#pragma once

#include "kernels/reference/elementwise.hpp"
#include "kernels/reference/gates.hpp"
#include "kernels/reference/gemm.hpp"
#include "kernels/reference/pool.hpp"
#include "kernels/reference/reduce.hpp"
#include "kernels/reference/scalar_lanes.hpp"
#include "kernels/reference/softmax.hpp"
#include "kernels/reference/update.hpp"
#include "kernels/table.hpp"
#include "kernels/winograd_passes.hpp"

namespace nnctl::kernels::reference {

/// SmallProduct by the definition of gemm.
template <class T>
void small_product(const SmallProduct& p) {
  gemm<T>(p.a_row_stride == 1 && p.a_depth_stride == p.m, false, p.m, p.n, p.k, p.a, p.b, p.beta, p.c);
  add_bias<T>(p.m, p.n, p.bias, p.relu, p.c);
}

template <class T>
void patch_product(const PatchProduct& p) {
  for (std::int64_t i = 0; i < p.m; ++i) {
    T* c = p.c + p.c_rows[i];
    for (std::int64_t j = 0; j < p.n; ++j) {
      T sum = 0;
      for (std::int64_t d = 0; d < p.k; ++d) sum += p.a[p.a_rows[i] + p.a_depths[d]] * p.b[p.b_depths[d] + j];
      c[j] = p.beta == T(0) ? sum : sum + p.beta * c[j];
    }
    add_bias<T>(1, p.n, p.bias, p.relu, c);
  }
}

template <class T>
void row_dots(std::int64_t n, std::int64_t k, const T* a, const T* b, T beta, T* y) {
  gemm<T>(false, true, 1, n, k, a, b, beta, y);
}

template <class T>
const KernelTable& table() {
  static constexpr KernelTable kTable{
      .name = "reference",
      .largest_small_b = 1 << 14,
      .small_product = small_product<T>,
      .patch_product = patch_product<T>,
      .winograd_2x2 = WinogradPasses<ScalarLanes<T>, T, 2>::kernels(),
      .winograd_4x4 = WinogradPasses<ScalarLanes<T>, T, 4>::kernels(),
      .row_dots = row_dots<T>,
      .transpose = transpose<T>,
      .exp = exp<T>,
      .tanh = tanh<T>,
      .sigmoid = sigmoid<T>,
      .relu = relu<T>,
      .relu_backward = relu_backward<T>,
      .add = add<T>,
      .scale = scale<T>,
      .unit_bytes = unit_bytes<T>,
      .sum_rows = sum_rows<T>,
      .relu_backward_sums = relu_backward_sums<T>,
      .all_finite = all_finite<T>,
      .softmax = softmax<T>,
      .log_softmax = log_softmax<T>,
      .softmax_backward = softmax_backward<T>,
      .max_pool = max_pool<T, PoolRun>,
      .max_pool_backward = max_pool_backward<T, PoolRun>,
      .lstm_step = lstm_step<T, LstmStep>,
      .lstm_back_step = lstm_back_step<T, LstmBackStep>,
      .sgd_step = sgd_step<T>,
      .momentum_step = momentum_step<T>,
      .adam_step = adam_step<T, AdamConstants>,
  };
  return kTable;
}

}  // namespace nnctl::kernels::reference
