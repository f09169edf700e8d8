// The kernels for whatever every processor of the target has (SSE2 on x86-64): vectors of 4.
#ifndef NNCTL_REAL_IS_DOUBLE
#define NNCTL_ISA baseline
#define NNCTL_ISA_NAME "baseline"

#include "kernels/simd/lanes_baseline.hpp"

#include "kernels/simd/kernels.hpp"
#endif
