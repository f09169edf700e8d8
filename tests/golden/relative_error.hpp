// The measure of the golden tests of layers and their parts, and how near they are held.
#pragma once

#include <span>

#include "tensor/real.hpp"

namespace nnctl::golden {

/// max |got - expected| / max |expected|; without the divisor where all of `expected` is 0; infinite for another size
/// or where only one side is NaN.
double relative_error(std::span<const Real> got, std::span<const Real> expected);

constexpr double kForward = 1e-6;
constexpr double kGradient = 2e-6;  // sums over rows and units in another order than Keras's

}  // namespace nnctl::golden
