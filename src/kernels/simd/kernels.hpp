// All kernels of one instruction set. The including file has defined NNCTL_ISA (a namespace), NNCTL_ISA_NAME and
// Lanes, NarrowLanes and TransposeBlock for it.
//
// Nothing here may instantiate an inline function that another file could also hold (of the standard library, of our
// headers): the linker keeps one copy for all, and that could be the one with AVX-512 in it. Hence the bare loops.
#pragma once

#include "kernels/simd/elementwise.hpp"
#include "kernels/simd/gates.hpp"
#include "kernels/simd/patch_product.hpp"
#include "kernels/simd/pool.hpp"
#include "kernels/simd/product.hpp"
#include "kernels/simd/reduce.hpp"
#include "kernels/simd/softmax.hpp"
#include "kernels/simd/tables.hpp"
#include "kernels/simd/update.hpp"
#include "kernels/winograd_passes.hpp"

namespace nnctl::kernels::NNCTL_ISA {

const KernelTable& table() {
  static constexpr KernelTable kTable{
      .name = NNCTL_ISA_NAME,
      .largest_small_b = Lanes::kLargestSmallB,
      .small_product = small_product,
      .patch_product = patch_product,
      .winograd_2x2 = WinogradPasses<Lanes, float, 2>::kernels(),
      .winograd_4x4 = WinogradPasses<Lanes, float, 4>::kernels(),
      .row_dots = row_dots,
      .transpose = transpose,
      .exp = exp,
      .tanh = tanh,
      .sigmoid = sigmoid,
      .relu = relu,
      .relu_backward = relu_backward,
      .add = add,
      .scale = scale,
      .unit_bytes = unit_bytes,
      .sum_rows = sum_rows,
      .relu_backward_sums = relu_backward_sums,
      .all_finite = all_finite,
      .softmax = softmax,
      .log_softmax = log_softmax,
      .softmax_backward = softmax_backward,
      .max_pool = max_pool,
      .max_pool_backward = max_pool_backward,
      .lstm_step = lstm_step,
      .lstm_back_step = lstm_back_step,
      .sgd_step = sgd_step,
      .momentum_step = momentum_step,
      .adam_step = adam_step,
  };
  return kTable;
}

}  // namespace nnctl::kernels::NNCTL_ISA
