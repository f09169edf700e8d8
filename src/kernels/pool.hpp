// Maxima of windows over images with the channels last, and where they came from.
#pragma once

#include <cstdint>

#include "kernels/table.hpp"
#include "tensor/real.hpp"

namespace nnctl::kernels {

/// y (windows, channels) = largest of each window, tap = which one of the window's taps it is, counted from 0 row by
/// row; the first of several equal ones. A NaN counts as the largest.
void max_pool(const PoolRun& run, const Real* x, Real* y, Real* tap);
/// dx at the tap that won = dy, at the others 0; with `adds` both are added to dx.
void max_pool_backward(const PoolRun& run, const Real* tap, const Real* dy, bool adds, Real* dx);

}  // namespace nnctl::kernels
