// What readers are asked to make of a table's columns: what is not used is not held, what is used is held as its
// encoder wants it.
#pragma once

#include <span>
#include <string>

#include "data/config.hpp"
#include "data/preprocessing.hpp"
#include "data/table.hpp"
#include "data/target_encoder.hpp"

namespace nnctl::data {

/// For rows to fit on. `wants_category`: see PrepareOptions.
TableRequest request_for(std::span<const std::string> header, const DataConfig& config, bool wants_category);

/// For rows that a fitted model judges; `target` is null where it need not be there. Of `config` the roles count.
TableRequest request_for(const Preprocessing& preprocessing, const TargetEncoder* target, const DataConfig& config);

}  // namespace nnctl::data
