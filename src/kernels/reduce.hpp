// Sums in an order that depends on the shape alone.
#pragma once

#include <cstdint>

#include "tensor/real.hpp"

namespace nnctl::kernels {

/// out (columns) = sum over rows of x (rows, columns), in row order.
void column_sums(std::int64_t rows, std::int64_t columns, const Real* x, Real* out);

/// dx = dy where y > 0, else 0, all (rows, columns), and sums (columns) as column_sums of dx, in one pass. dx may be
/// dy.
void relu_backward_sums(std::int64_t rows, std::int64_t columns, const Real* y, const Real* dy, Real* dx, Real* sums);

/// out (n) = slots[0] + slots[1] + ... in that order, for values [begin, end) of n; slot s starts at slots + s *
/// stride. out may be the first slot.
void sum_slots(std::int64_t slots, std::int64_t stride, const Real* first, std::int64_t begin, std::int64_t end,
               Real* out);

/// True when every value is finite.
bool all_finite(std::int64_t n, const Real* x);

}  // namespace nnctl::kernels
