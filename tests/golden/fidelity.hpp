// How far nnctl is from Keras, noted by the golden tests while they check it.
#pragma once

#include <string>

namespace nnctl::golden {

/// In one case, `quantity` ("y", "dx", "dkernel") of `part` ("dense") of `kind` ("layer") is off by `error`: of a
/// tensor max |a - b| / max |b|.
void note_error(const std::string& kind, const std::string& part, const std::string& quantity, double error);

}  // namespace nnctl::golden
