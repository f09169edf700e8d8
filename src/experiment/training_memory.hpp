// Bytes that a training's arrays take, by purpose.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "experiment/assemble.hpp"

namespace nnctl::experiment {

/// "parameters", "gradients", "optimizer", "a batch of 32". The data is not among them.
std::vector<std::pair<std::string, std::int64_t>> training_memory(const Assembly& assembly);

}  // namespace nnctl::experiment
