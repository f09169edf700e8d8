#include "kernels/machine.hpp"

#include "each_table.hpp"

namespace nnctl::kernels {
namespace {

TEST_CASE("the machine describes itself") {
  CHECK(instruction_set() == table().name);
  CHECK_FALSE(cpu_model().empty());
  CHECK(blas_config().find("OpenBLAS") == 0);
  CHECK_FALSE(blas_core().empty());
}

TEST_CASE("the narrowest instruction set is always there") {
  const std::vector<const KernelTable*> tables = available_tables();
  REQUIRE_FALSE(tables.empty());
  CHECK(std::string(tables.front()->name) == "baseline");
  use_table(tables.front());
  CHECK(instruction_set() == "baseline");
  use_table(nullptr);
}

TEST_CASE("NNCTL_ISA lowers the choice, and an unknown name is ignored") {
  const std::string widest = available_tables().back()->name;
  ::setenv("NNCTL_ISA", "baseline", 1);
  use_table(nullptr);
  CHECK(instruction_set() == "baseline");
  ::setenv("NNCTL_ISA", "altivec", 1);
  use_table(nullptr);
  CHECK(instruction_set() == widest);
  ::unsetenv("NNCTL_ISA");
  use_table(nullptr);
}

}  // namespace
}  // namespace nnctl::kernels
