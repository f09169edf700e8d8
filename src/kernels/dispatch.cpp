#include "kernels/dispatch.hpp"

#include <atomic>
#include <cstdlib>
#include <string_view>

#include "kernels/reference/table.hpp"
#include "kernels/simd/tables.hpp"

namespace nnctl::kernels {
namespace {

std::atomic<const KernelTable*> current{nullptr};

const KernelTable* choose() {
  const std::vector<const KernelTable*> available = available_tables();
  const char* limit = std::getenv("NNCTL_ISA");
  if (limit != nullptr) {
    for (const KernelTable* candidate : available) {
      if (std::string_view(candidate->name) == limit) return candidate;
    }
  }
  return available.back();
}

}  // namespace

std::vector<const KernelTable*> available_tables() {
#ifdef NNCTL_REAL_IS_DOUBLE
  return {&reference::table<Real>()};
#else
  std::vector<const KernelTable*> tables{&baseline::table()};
#ifdef __x86_64__
  // GCC's and clang's check includes whether the operating system saves the wide registers.
  __builtin_cpu_init();
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (has_avx2) tables.push_back(&avx2::table());
  if (has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) {
    tables.push_back(&avx512::table());
  }
#endif
  return tables;
#endif
}

const KernelTable& table() {
  const KernelTable* chosen = current.load(std::memory_order_relaxed);
  if (chosen == nullptr) {
    chosen = choose();
    current.store(chosen, std::memory_order_relaxed);
  }
  return *chosen;
}

void use_table(const KernelTable* chosen) { current.store(chosen, std::memory_order_relaxed); }

}  // namespace nnctl::kernels
