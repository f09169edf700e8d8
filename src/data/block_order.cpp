#include "data/block_order.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <vector>

#include "base/rng.hpp"

namespace nnctl::data {
namespace {

class BlockOrder final : public EpochOrder {
 public:
  BlockOrder(std::int64_t num_rows, const PagePlan& plan, bool shuffled, std::uint64_t seed, const BlockHolder& holder)
      : num_rows_(num_rows),
        plan_(plan),
        shuffled_(shuffled),
        block_stream_(seed, "shuffle_blocks"),
        row_stream_(seed, "shuffle"),
        holder_(holder),
        blocks_(static_cast<std::size_t>(plan.num_blocks(num_rows))) {
    num_pieces_ = (std::ssize(blocks_) + plan_.piece_blocks - 1) / plan_.piece_blocks;
  }

  std::int64_t num_rows() const override { return num_rows_; }

  void begin_epoch(std::int64_t epoch) override {
    epoch_ = epoch;
    std::iota(blocks_.begin(), blocks_.end(), std::int64_t{0});
    if (shuffled_) shuffle(blocks_, block_stream_, static_cast<std::uint64_t>(epoch));
    starts_.assign(1, 0);
    for (std::int64_t piece = 0; piece < num_pieces_; ++piece) {
      std::int64_t rows = 0;
      for (const std::int64_t block : blocks_of(piece, 1)) rows += rows_in(block);
      starts_.push_back(starts_.back() + rows);
    }
    first_ = last_ = -1;
    rows_.clear();
  }

  std::span<const std::int64_t> rows(std::int64_t first, std::int64_t count) override {
    if (count == 0) return {};
    take(piece_at(first), piece_at(first + count - 1));
    const std::int64_t begin = starts_[static_cast<std::size_t>(first_)];
    return std::span(rows_).subspan(static_cast<std::size_t>(first - begin), static_cast<std::size_t>(count));
  }

 private:
  std::int64_t rows_in(std::int64_t block) const {
    return std::min(plan_.block_rows, num_rows_ - block * plan_.block_rows);
  }
  std::span<const std::int64_t> blocks_of(std::int64_t piece, std::int64_t pieces) const {
    const std::int64_t begin = std::min(std::ssize(blocks_), piece * plan_.piece_blocks);
    const std::int64_t end = std::min(std::ssize(blocks_), (piece + pieces) * plan_.piece_blocks);
    return std::span(blocks_).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
  }
  std::int64_t piece_at(std::int64_t place) const {
    return std::ranges::upper_bound(starts_, place) - starts_.begin() - 1;
  }

  // A batch may begin in one piece and end in the next: both are held meanwhile.
  void take(std::int64_t first, std::int64_t last) {
    if (first == first_ && last == last_) return;
    if (first_ >= 0 && first > first_ && first <= last_) {
      const std::int64_t gone = starts_[static_cast<std::size_t>(first)] - starts_[static_cast<std::size_t>(first_)];
      rows_.erase(rows_.begin(), rows_.begin() + gone);
    } else if (first != first_) {
      rows_.clear();
      last_ = first - 1;
    }
    for (std::int64_t piece = last_ + 1; piece <= last; ++piece) append_rows(piece);
    first_ = first;
    last_ = last;
    // the next piece comes when the one before has gone
    const std::int64_t next = first == last ? 1 : 0;
    holder_.hold(blocks_of(first, last - first + 1), blocks_of(last + 1, next));
  }

  void append_rows(std::int64_t piece) {
    const std::ptrdiff_t begin = std::ssize(rows_);
    for (const std::int64_t block : blocks_of(piece, 1)) {
      for (std::int64_t row = 0; row < rows_in(block); ++row) rows_.push_back(block * plan_.block_rows + row);
    }
    if (!shuffled_) return;
    const std::int64_t counter = epoch_ * num_pieces_ + piece;
    shuffle(std::span(rows_).subspan(static_cast<std::size_t>(begin)), row_stream_,
            static_cast<std::uint64_t>(counter));
  }

  std::int64_t num_rows_;
  PagePlan plan_;
  bool shuffled_;
  RandomStream block_stream_;
  RandomStream row_stream_;
  const BlockHolder& holder_;
  std::vector<std::int64_t> blocks_;  // in the epoch's order
  std::int64_t num_pieces_ = 0;
  std::vector<std::int64_t> starts_;  // places of the pieces' first rows, and the end
  std::int64_t epoch_ = 0;
  std::int64_t first_ = -1;  // pieces that rows_ holds
  std::int64_t last_ = -1;
  std::vector<std::int64_t> rows_;
};

}  // namespace

PagePlan PagePlan::of(std::int64_t row_bytes, std::int64_t num_rows, const MemoryConfig& memory) {
  constexpr std::int64_t kMostBlockRows = 4096;
  constexpr std::int64_t kProgram = 48'000'000;  // bytes: code, libraries, threads' stacks, buffers of files
  std::int64_t bytes = memory.bytes;
  // RowIds: a bit a row for each of three parts, and their counts
  if (bytes >= kCountsBase) bytes = std::max(bytes / 2, bytes - kProgram - num_rows * 2 / 5);
  const std::int64_t rows = std::clamp<std::int64_t>(bytes / 32 / row_bytes, 1, kMostBlockRows);
  PagePlan plan;
  plan.block_rows = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(rows)));
  plan.piece_blocks = std::max<std::int64_t>(1, bytes / 8 * 3 / (plan.block_rows * row_bytes));
  return plan;
}

std::unique_ptr<EpochOrder> block_order(std::int64_t num_rows, const PagePlan& plan, bool shuffled, std::uint64_t seed,
                                        const BlockHolder& holder) {
  return std::make_unique<BlockOrder>(num_rows, plan, shuffled, seed, holder);
}

}  // namespace nnctl::data
