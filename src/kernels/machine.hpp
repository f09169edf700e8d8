// What the numbers depend on beside the program: recorded in run.json.
#pragma once

#include <string>

namespace nnctl::kernels {

/// The instruction set the vector kernels run with: "avx512", "avx2" or "baseline". NNCTL_ISA lowers it (tests).
std::string instruction_set();
/// The processor's model name.
std::string cpu_model();
/// OpenBLAS's version and build ("OpenBLAS 0.3.21 ... pthread"), and the core its kernels are for ("SkylakeX").
std::string blas_config();
std::string blas_core();

/// Tells OpenBLAS to use the calling thread only. Call once at start-up, before the first product.
void use_single_threaded_blas();

}  // namespace nnctl::kernels
