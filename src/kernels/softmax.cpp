#include "kernels/softmax.hpp"

#include "kernels/dispatch.hpp"

namespace nnctl::kernels {

void softmax(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) { table().softmax(rows, columns, x, y); }

void log_softmax(std::int64_t rows, std::int64_t columns, const Real* x, Real* y) {
  table().log_softmax(rows, columns, x, y);
}

void softmax_backward(std::int64_t rows, std::int64_t columns, const Real* y, const Real* dy, Real* dx) {
  table().softmax_backward(rows, columns, y, dy, dx);
}

}  // namespace nnctl::kernels
