// A random split of rows that are seen once, one behind the other, and not held: for tables so long that a permutation
// of their rows would take more memory than the rows that are trained on. Which part a row falls into is drawn by the
// share of that part among the rows that are left (selection sampling: Knuth, "The Art of Computer Programming",
// volume 2, 3.4.2, algorithm S): every split of the sizes wanted is as likely as any other.
#pragma once

#include <cstdint>
#include <vector>

#include "base/rng.hpp"
#include "data/split.hpp"

namespace nnctl::data {

/// Longer tables are split in passing, whatever the memory: rows must not move between parts because of that.
inline constexpr std::int64_t kLongTable = std::int64_t{1} << 20;

class PassingSplit {
 public:
  /// `sizes`: rows of each class in each part; with a single class the split is random.
  PassingSplit(std::vector<PartSizes> sizes, std::uint64_t seed);

  /// The next row, ascending, is of this class.
  void deal(std::int64_t row, std::int32_t class_id);
  /// Once all rows are dealt.
  Split take(SplitStrategy strategy);

 private:
  std::vector<PartSizes> left_;  // of each class
  RandomStream stream_;
  Split split_;
};

}  // namespace nnctl::data
