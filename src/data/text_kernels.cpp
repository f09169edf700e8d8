#include "data/text_kernels.hpp"

#include <string_view>

#include "kernels/dispatch.hpp"

namespace nnctl::data {

const TextKernels* text_kernels() {
#if defined(__x86_64__) && !defined(NNCTL_REAL_IS_DOUBLE)
  const std::string_view isa = kernels::table().name;
  const bool has_bits =
      __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
  if (has_bits && isa == "avx512") return &avx512::text_kernels();
  if (has_bits && isa == "avx2") return &avx2::text_kernels();
#endif
  return nullptr;
}

}  // namespace nnctl::data
