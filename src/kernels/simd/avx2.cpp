// The kernels for AVX2 and FMA: vectors of 8.
#if defined(__AVX2__) && defined(__FMA__) && !defined(NNCTL_REAL_IS_DOUBLE)
#define NNCTL_ISA avx2
#define NNCTL_ISA_NAME "avx2"

#include "kernels/simd/lanes_avx2.hpp"

#include "kernels/simd/kernels.hpp"
#endif
