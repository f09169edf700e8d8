// The order of rows that are more than memory holds. Rows that follow one another in the source are a block; an epoch
// takes the blocks in random order, some at a time, and the rows of those in random order. What comes when follows from
// the seed, the epoch and the place in it alone.
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "data/config.hpp"
#include "data/epoch_order.hpp"

namespace nnctl::data {

struct PagePlan {
  std::int64_t block_rows = 1;    ///< a power of two
  std::int64_t piece_blocks = 1;  ///< blocks that are shuffled together; two times as many are in memory

  std::int64_t piece_rows() const { return block_rows * piece_blocks; }
  std::int64_t num_blocks(std::int64_t num_rows) const { return (num_rows + block_rows - 1) / block_rows; }
  /// For `num_rows` rows of so many bytes: three quarters of the memory are for two pieces, the rest for the pages that
  /// they are made from and for rows that are only judged. From kCountsBase on, what the program takes by itself and
  /// what it keeps of each row is counted in.
  static PagePlan of(std::int64_t row_bytes, std::int64_t num_rows, const MemoryConfig& memory);

  static constexpr std::int64_t kCountsBase = 128'000'000;  ///< bytes; a smaller window would hardly be one then
};

/// Told which blocks an order takes next.
class BlockHolder {
 public:
  virtual ~BlockHolder() = default;
  /// Rows of the blocks `now` are taken until the next call, then those of `next`.
  virtual void hold(std::span<const std::int64_t> now, std::span<const std::int64_t> next) const = 0;
};

/// `holder` outlives the order.
std::unique_ptr<EpochOrder> block_order(std::int64_t num_rows, const PagePlan& plan, bool shuffled, std::uint64_t seed,
                                        const BlockHolder& holder);

}  // namespace nnctl::data
