// Row-wise softmax, shifted by the row's maximum so that exp() cannot overflow.
#pragma once

#include <cstdint>

#include "tensor/real.hpp"

namespace nnctl::kernels {

/// y (rows, columns) = softmax of each row of x. y may be x.
void softmax(std::int64_t rows, std::int64_t columns, const Real* x, Real* y);
/// y = x - log(sum(exp(x))) by row. y may be x.
void log_softmax(std::int64_t rows, std::int64_t columns, const Real* x, Real* y);
/// dx = y * (dy - sum(dy * y)) by row, from the output y. dx may be dy.
void softmax_backward(std::int64_t rows, std::int64_t columns, const Real* y, const Real* dy, Real* dx);

}  // namespace nnctl::kernels
