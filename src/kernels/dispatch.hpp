// Which table of kernels runs: chosen once from the processor, lowered by NNCTL_ISA or by a test.
#pragma once

#include <vector>

#include "kernels/table.hpp"

namespace nnctl::kernels {

/// The table in use. The first call chooses it: the widest the processor has, at most the one NNCTL_ISA names
/// (another name counts as unset).
const KernelTable& table();

/// What this processor can run, narrowest first.
std::vector<const KernelTable*> available_tables();

/// For tests: from now on table() is `chosen`; null chooses anew. No kernel may be running.
void use_table(const KernelTable* chosen);

}  // namespace nnctl::kernels
