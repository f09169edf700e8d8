// A sweep as a picture: a heat map over two keys with lists, a line over one range, parallel coordinates otherwise.
#pragma once

#include <string>

#include "sweep/results.hpp"

namespace nnctl::report {

/// SVG of the trials with a score.
std::string sweep_picture(const sweep::SweepPlan& plan, const std::vector<sweep::TrialRecord>& trials,
                          const std::string& name);

}  // namespace nnctl::report
