// What ails a training, for people:
//   overfitting  from epoch 12 on the validation loss rises, 0.61 to 0.84, while ...
//                -> stop when validation does: --set training.early_stopping...
#pragma once

#include <string>
#include <vector>

#include "experiment/run_recorder.hpp"
#include "report/look.hpp"

namespace nnctl::report {

/// Empty for a healthy training.
std::string diagnosis_view(const Look& look, const std::vector<experiment::Finding>& findings);

}  // namespace nnctl::report
