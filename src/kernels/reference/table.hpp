// The plain kernels as a table: all there is in the double build.
#pragma once

#include "kernels/reference/elementwise.hpp"
#include "kernels/reference/gemm.hpp"
#include "kernels/reference/reduce.hpp"
#include "kernels/reference/softmax.hpp"
#include "kernels/reference/update.hpp"
#include "kernels/table.hpp"

namespace nnctl::kernels::reference {

/// SmallProduct by the definition of gemm.
template <class T>
void small_product(const SmallProduct& p) {
  gemm<T>(p.a_row_stride == 1 && p.a_depth_stride == p.m, false, p.m, p.n, p.k, p.a, p.b, p.beta, p.c);
  add_bias<T>(p.m, p.n, p.bias, p.relu, p.c);
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
      .row_dots = row_dots<T>,
      .transpose = transpose<T>,
      .exp = exp<T>,
      .tanh = tanh<T>,
      .sigmoid = sigmoid<T>,
      .relu = relu<T>,
      .relu_backward = relu_backward<T>,
      .add = add<T>,
      .scale = scale<T>,
      .sum_rows = sum_rows<T>,
      .all_finite = all_finite<T>,
      .softmax = softmax<T>,
      .log_softmax = log_softmax<T>,
      .softmax_backward = softmax_backward<T>,
      .sgd_step = sgd_step<T>,
      .momentum_step = momentum_step<T>,
      .adam_step = adam_step<T, AdamConstants>,
  };
  return kTable;
}

}  // namespace nnctl::kernels::reference
