// The tables of the instruction sets; each is defined in the file of its name.
#pragma once

#include "kernels/table.hpp"

namespace nnctl::kernels {
namespace baseline {
const KernelTable& table();
}
namespace avx2 {
const KernelTable& table();
}
namespace avx512 {
const KernelTable& table();
}
}  // namespace nnctl::kernels
