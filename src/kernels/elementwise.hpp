// One pass over n values; y may be x. Vectorized in float (error bounds at each function), plain in double.
#pragma once

#include <cstdint>

#include "tensor/real.hpp"

namespace nnctl::kernels {

/// Within 1.5 units in the last place (ulp; 1.0 seen). 0 below -103.98, infinity above 88.73; denormal results are
/// rounded once (0 under FlushDenormals). NaN stays NaN, here and below.
void exp(std::int64_t n, const Real* x, Real* y);
/// Within 2.5 ulp (1.2 seen), odd; +-1 at the ends.
void tanh(std::int64_t n, const Real* x, Real* y);
/// 1 / (1 + e^-x), without overflow at either end. Within 3 ulp (2.0 seen).
void sigmoid(std::int64_t n, const Real* x, Real* y);
/// max(x, 0); relu(0) = 0; NaN stays NaN.
void relu(std::int64_t n, const Real* x, Real* y);
/// dx = y > 0 ? dy : 0, from the output y = relu(x). dx may be dy.
void relu_backward(std::int64_t n, const Real* y, const Real* dy, Real* dx);
/// y += x
void add(std::int64_t n, const Real* x, Real* y);
/// y = a * x
void scale(std::int64_t n, Real a, const Real* x, Real* y);

}  // namespace nnctl::kernels
