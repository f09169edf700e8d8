// What is allowed and hardly meant: a sentence each.
#pragma once

#include <string>
#include <vector>

#include "experiment/open.hpp"

namespace nnctl::experiment {

/// Pixels that data.scale has divided already and a layer divides again, as Keras's examples do for bytes.
std::vector<std::string> model_doubts(const OpenedExperiment& experiment);

}  // namespace nnctl::experiment
