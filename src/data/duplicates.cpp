#include "data/duplicates.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cmath>

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

constexpr std::int64_t kChunkRows = 1 << 16;
constexpr std::size_t kRunRows = 1024;

// What a cell counts as: equal numbers alike however they are written.
std::uint64_t key_of(double number) { return std::bit_cast<std::uint64_t>(number + 0.0); }  // -0 is 0
std::uint64_t key_of(const Cell& cell) {
  if (const auto number = cell.number()) return key_of(*number);
  return cell.is_missing() ? 1 : hash64(trimmed(cell.raw_text()));
}

class RowHashes {
 public:
  RowHashes(const Table& table, std::span<const std::string> names) {
    for (const int index : find_columns(table, names)) {
      const Column& column = table.column(index);
      columns_.push_back({&column, {}});
      if (column.storage() != Storage::kText) continue;
      for (std::int32_t word = 0; word < column.words().size(); ++word) {
        columns_.back().keys.push_back(key_of(Cell(std::string_view(column.words()[word]))));
      }
    }
  }

  // One for each of `rows`, which are ascending and at most kRunRows.
  void put(std::span<const std::int64_t> rows, std::uint64_t* hashes) const {
    std::array<std::uint64_t, kRunRows> keys{};
    std::fill_n(hashes, rows.size(), 0);
    for (const KeyedColumn& column : columns_) {
      column.put_keys(rows, keys.data());
      for (std::size_t i = 0; i < rows.size(); ++i) hashes[i] = mixed(hashes[i], keys[i]);
    }
  }

 private:
  struct KeyedColumn {
    const Column* column = nullptr;
    std::vector<std::uint64_t> keys;  // of its words

    void put_keys(std::span<const std::int64_t> rows, std::uint64_t* to) const {
      if (column->storage() == Storage::kText) {
        for (const std::int64_t row : rows) {
          const std::int32_t word = column->word_id(row);
          *to++ = word == kMissingWord ? key_of(Cell()) : keys[static_cast<std::size_t>(word)];
        }
        return;
      }
      std::array<double, kRunRows> numbers{};
      column->numbers(rows, numbers.data());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        *to++ = std::isnan(numbers[i]) ? key_of(column->cell(rows[i])) : key_of(numbers[i]);
      }
    }
  };

  std::vector<KeyedColumn> columns_;
};

// Calls use(place, hashes) for runs of the first `count` rows, in any order, on all threads.
template <class Use>
void visit_hashes(const RowHashes& row_hashes, const RowIds& rows, std::int64_t count, const Use& use) {
  auto visit = [&](std::int64_t chunk, int) {
    const KeepDenormals precise;
    std::array<std::uint64_t, kRunRows> hashes{};
    std::vector<std::int64_t> run;
    const std::int64_t end = std::min(count, (chunk + 1) * kChunkRows);
    auto row = rows.from(chunk * kChunkRows);
    for (std::int64_t place = chunk * kChunkRows; place < end; place += std::ssize(run)) {
      run.clear();
      for (; run.size() < kRunRows && place + std::ssize(run) < end; ++row) run.push_back(*row);
      row_hashes.put(run, hashes.data());
      use(place, std::span(hashes).first(run.size()));
    }
  };
  const std::int64_t chunks = (count + kChunkRows - 1) / kChunkRows;
  ThreadPool pool(chunks > 1 ? thread_limit() : 1);
  pool.for_each_chunk(chunks, visit);
}

// Says of most hashes that are not among some that they are not, by a bit for their last digits.
class Sieve {
 public:
  explicit Sieve(std::span<const std::uint64_t> hashes) : bits_(std::bit_ceil(hashes.size() / 8 + 1)) {
    for (const std::uint64_t hash : hashes) word_of(hash) |= bit_of(hash);
  }
  bool lets_through(std::uint64_t hash) const { return (bits_[(hash >> 6) & (bits_.size() - 1)] & bit_of(hash)) != 0; }

 private:
  static std::uint64_t bit_of(std::uint64_t hash) { return std::uint64_t{1} << (hash & 63); }
  std::uint64_t& word_of(std::uint64_t hash) { return bits_[(hash >> 6) & (bits_.size() - 1)]; }

  std::vector<std::uint64_t> bits_;
};

}  // namespace

std::int64_t count_copies(const RowSelection& training, const RowSelection& judged,
                          std::span<const std::string> columns) {
  const std::int64_t num_judged = std::min(judged.rows.count(), kMostCompared);
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(num_judged));
  visit_hashes(
      RowHashes(*judged.table, columns), judged.rows, num_judged,
      [&](std::int64_t place, std::span<const std::uint64_t> run) { std::ranges::copy(run, hashes.begin() + place); });
  std::sort(hashes.begin(), hashes.end());
  const Sieve sieve(hashes);
  std::vector<std::uint8_t> found(hashes.size());  // the first of each hash
  const auto look_for = [&](std::uint64_t hash) {
    if (!sieve.lets_through(hash)) return;
    const auto at = std::lower_bound(hashes.begin(), hashes.end(), hash);
    if (at == hashes.end() || *at != hash) return;
    std::atomic_ref(found[static_cast<std::size_t>(at - hashes.begin())]).store(1, std::memory_order_relaxed);
  };
  visit_hashes(RowHashes(*training.table, columns), training.rows, training.rows.count(),
               [&](std::int64_t, std::span<const std::uint64_t> run) {
                 for (const std::uint64_t hash : run) look_for(hash);
               });
  std::int64_t copies = 0;
  bool is_copy = false;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    if (i == 0 || hashes[i] != hashes[i - 1]) is_copy = found[i] != 0;
    copies += is_copy ? 1 : 0;
  }
  return copies;
}

}  // namespace nnctl::data
