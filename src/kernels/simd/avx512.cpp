// The kernels for AVX-512 (F, DQ, VL, BW): vectors of 16.
#if defined(__AVX512F__) && !defined(NNCTL_REAL_IS_DOUBLE)
#define NNCTL_ISA avx512
#define NNCTL_ISA_NAME "avx512"

#include "kernels/simd/lanes_avx512.hpp"

#include "kernels/simd/kernels.hpp"
#endif
