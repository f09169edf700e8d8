// Lines of a label and a text, the texts below one another:
//   run     runs/genre/3
//   next    nnctl eval runs/genre/3
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/look.hpp"

namespace nnctl::report {

/// Label and text. An empty label continues the line above; lines with an empty text are left out. The texts are
/// wrapped at blanks; control characters are made visible.
using LabelledLines = std::vector<std::pair<std::string, std::string>>;

std::string labelled_lines(const Look& look, const LabelledLines& lines);

}  // namespace nnctl::report
