#include "kernels/reduce.hpp"

#include "kernels/dispatch.hpp"

namespace nnctl::kernels {

void column_sums(std::int64_t rows, std::int64_t columns, const Real* x, Real* out) {
  table().sum_rows(rows, columns, columns, x, out);
}

void relu_backward_sums(std::int64_t rows, std::int64_t columns, const Real* y, const Real* dy, Real* dx, Real* sums) {
  table().relu_backward_sums(rows, columns, y, dy, dx, sums);
}

void sum_slots(std::int64_t slots, std::int64_t stride, const Real* first, std::int64_t begin, std::int64_t end,
               Real* out) {
  table().sum_rows(slots, stride, end - begin, first + begin, out + begin);
}

bool all_finite(std::int64_t n, const Real* x) { return table().all_finite(n, x); }

}  // namespace nnctl::kernels
