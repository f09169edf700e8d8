#include "data/duplicates.hpp"

#include <algorithm>
#include <bit>

#include "base/hash.hpp"
#include "data/cell_text.hpp"
#include "data/preprocessor.hpp"

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
  std::int64_t copies = 0;
  for (auto next = judged.rows.begin(); next != judged.rows.end();) {
    std::vector<std::uint64_t> hashes;
    for (; hashes.size() < kHashedRows && next != judged.rows.end(); ++next) hashes.push_back(hash_of_judged(*next));
    std::sort(hashes.begin(), hashes.end());
    std::vector<bool> found(hashes.size());  // the first of each hash
    for (const std::int64_t row : training.rows) {
      const std::uint64_t hash = hash_of_training(row);
      const auto at = std::lower_bound(hashes.begin(), hashes.end(), hash);
      if (at != hashes.end() && *at == hash) found[static_cast<std::size_t>(at - hashes.begin())] = true;
    }
    bool is_copy = false;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      if (i == 0 || hashes[i] != hashes[i - 1]) is_copy = found[i];
      copies += is_copy ? 1 : 0;
    }
  }
  return copies;
}

}  // namespace nnctl::data
