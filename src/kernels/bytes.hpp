// Bytes as numbers: what pictures are stored as.
#pragma once

#include <cstdint>

#include "tensor/real.hpp"

namespace nnctl::kernels {

/// y = x / 255, rounded once: the same bits as x.astype("float32") / 255 in NumPy.
void unit_bytes(std::int64_t n, const std::uint8_t* x, Real* y);

}  // namespace nnctl::kernels
