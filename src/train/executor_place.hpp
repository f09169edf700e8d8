// Which of a few executors runs a chunk, so that no two threads share one.
#pragma once

#include <cstddef>
#include <cstdint>

namespace nnctl::train {

/// Of `executors` = min(chunks, threads) many. A pool's worker may have any number below its threads, however few
/// chunks there are: where each chunk has an executor of its own, the chunk decides.
inline std::size_t executor_of(std::int64_t chunk, int worker, std::int64_t chunks, std::size_t executors) {
  return static_cast<std::size_t>(static_cast<std::int64_t>(executors) == chunks ? chunk : worker);
}

}  // namespace nnctl::train
