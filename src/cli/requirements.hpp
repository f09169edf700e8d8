// What a command says of the values that a config requires.
#pragma once

#include <span>

#include "cli/context.hpp"
#include "experiment/requirements.hpp"
#include "report/json.hpp"

namespace nnctl::cli {

report::Json requirements_json(std::span<const experiment::CheckedRequirement> requirements);

/// Says which are not met: kRequirement, or kOk when all are.
int report_requirements(const Context& context, std::span<const experiment::CheckedRequirement> requirements);

}  // namespace nnctl::cli
