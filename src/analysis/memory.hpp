// What a training holds in memory, from its plan alone.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "experiment/assemble.hpp"

namespace nnctl::analysis {

/// Bytes by purpose: parameters, gradients, optimizer, a batch.
std::vector<std::pair<std::string, std::int64_t>> training_memory(const experiment::Assembly& assembly);

}  // namespace nnctl::analysis
