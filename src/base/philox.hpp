// Philox4x32-10: a keyed bijection of 128-bit counters whose outputs pass as random (Salmon, Moraes, Dror and Shaw,
// "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 3.3).
#pragma once

#include <array>
#include <cstdint>

namespace nnctl {

/// Ten rounds; word 0 of counter and key is the least significant, as in the Random123 distribution.
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

}  // namespace nnctl
