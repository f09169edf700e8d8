#include "data/row_pipeline.hpp"

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

namespace nnctl::data {
namespace {

// Some blocks that are read, then cut, then appended.
struct Batch {
  explicit Batch(std::size_t most) : blocks(most), cells(most) {}

  std::vector<CsvBlock> blocks;
  std::vector<BlockCells> cells;
  std::size_t count = 0;

  void fill(CsvBlocks& from) {
    count = 0;
    const std::size_t most = blocks.size() * CsvBlocks::kBlockSize;
    for (std::size_t bytes = 0; count < blocks.size() && bytes < most && from.next(blocks[count]); ++count) {
      bytes += blocks[count].text().size();
    }
  }
};

// A thread that is alone has a block in its caches from the first step to the last; several share so many that none
// waits long for another at the end.
std::size_t blocks_of_batch(int threads) {
  constexpr std::size_t kBlocksOfThread = 8;
  return threads == 1 ? 1 : kBlocksOfThread * static_cast<std::size_t>(threads);
}

}  // namespace

void read_rows(CsvBlocks& blocks, const RowPlan& plan, TableBuilder& to, ThreadPool& pool) {
  const std::size_t most = blocks_of_batch(pool.threads());
  std::array<Batch, 3> batches = {Batch(most), Batch(most), Batch(most)};
  Batch* next = &batches[0];
  Batch* current = &batches[1];
  Batch* last = &batches[2];
  next->fill(blocks);
  while (next->count > 0 || current->count > 0) {
    std::swap(last, current);
    std::swap(current, next);
    auto work = [&](std::int64_t chunk, int) {
      const KeepDenormals precise;
      if (chunk == 0) {
        for (std::size_t i = 0; i < last->count; ++i) to.append(last->cells[i]);
      } else if (chunk == 1) {
        next->fill(blocks);
      } else {
        const auto i = static_cast<std::size_t>(chunk - 2);
        current->cells[i].read(current->blocks[i].text(), plan);
      }
    };
    pool.for_each_chunk(2 + static_cast<std::int64_t>(current->count), work);
  }
}

}  // namespace nnctl::data
