// Counts what this program takes from the heap: nothing may, inside a training step.
#pragma once

#include <cstdint>

namespace nnctl::conformance {

/// Calls of operator new since the program's start, by all threads.
std::int64_t num_allocations();

}  // namespace nnctl::conformance
