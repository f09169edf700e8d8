// The version of this program, from CMakeLists.txt.
#pragma once

namespace nnctl {

inline constexpr const char* kVersion = NNCTL_VERSION;

}  // namespace nnctl
