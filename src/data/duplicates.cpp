#include "data/duplicates.hpp"

#include <algorithm>
#include <atomic>
#include <bit>

#include "base/hash.hpp"
#include "data/cell_text.hpp"
#include "data/preprocessor.hpp"
#include "parallel/thread_pool.hpp"

namespace nnctl::data {
namespace {

// A step of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  std::uint64_t z = (hash ^ value) + 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

class RowHash {
 public:
  RowHash(const Table& table, std::span<const std::string> columns)
      : table_(table), columns_(find_columns(table, columns)) {}

  std::uint64_t operator()(std::int64_t row) const {
    std::uint64_t hash = 0;
    for (const int column : columns_) {
      const Cell cell = table_.cell(row, column);
      if (const auto number = cell.number()) {
        hash = mixed(hash, std::bit_cast<std::uint64_t>(*number + 0.0));  // -0 is 0
      } else {
        hash = mixed(hash, cell.is_missing() ? 1 : hash64(trimmed(cell.raw_text())));
      }
    }
    return hash;
  }

 private:
  const Table& table_;
  std::vector<int> columns_;
};

}  // namespace

std::int64_t count_copies(const RowSelection& training, const RowSelection& judged,
                          std::span<const std::string> columns) {
  const RowHash hash_of_training(*training.table, columns);
  const RowHash hash_of_judged(*judged.table, columns);
  std::vector<std::uint64_t> hashes;
  for (auto row = judged.rows.begin(); row != judged.rows.end() && std::ssize(hashes) < kMostCompared; ++row) {
    hashes.push_back(hash_of_judged(*row));
  }
  std::sort(hashes.begin(), hashes.end());
  std::vector<std::uint8_t> found(hashes.size());  // the first of each hash
  const auto look_for = [&](std::uint64_t hash) {
    const auto at = std::lower_bound(hashes.begin(), hashes.end(), hash);
    if (at == hashes.end() || *at != hash) return;
    std::atomic_ref(found[static_cast<std::size_t>(at - hashes.begin())]).store(1, std::memory_order_relaxed);
  };
  constexpr std::int64_t kChunkRows = 1 << 16;
  auto look_through = [&](std::int64_t chunk, int) {
    const KeepDenormals precise;
    auto row = training.rows.from(chunk * kChunkRows);
    for (std::int64_t i = 0; i < kChunkRows && row != training.rows.end(); ++i, ++row) look_for(hash_of_training(*row));
  };
  const std::int64_t chunks = (training.rows.count() + kChunkRows - 1) / kChunkRows;
  ThreadPool pool(chunks > 1 ? thread_limit() : 1);
  pool.for_each_chunk(chunks, look_through);
  std::int64_t copies = 0;
  bool is_copy = false;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (i == 0 || hashes[i] != hashes[i - 1]) is_copy = found[i] != 0;
    copies += is_copy ? 1 : 0;
  }
  return copies;
}

}  // namespace nnctl::data
