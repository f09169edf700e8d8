#include "data/passing_split.hpp"

#include <numeric>
#include <utility>

#include "base/assert.hpp"

namespace nnctl::data {

PassingSplit::PassingSplit(std::vector<PartSizes> sizes, std::uint64_t seed)
    : left_(std::move(sizes)), stream_(seed, "split") {}

// Whether a row is a test row is drawn first and by itself: a change of the validation part must not move test rows.
void PassingSplit::deal(std::int64_t row, std::int32_t class_id) {
  PartSizes& left = left_[static_cast<std::size_t>(class_id)];
  std::int64_t rows = std::accumulate(left.begin(), left.end(), std::int64_t{0});
  NNCTL_ASSERT(rows > 0, "more rows than were to be split");
  Part drawn = Part::kTrain;
  for (const Part part : {Part::kTest, Part::kValidation}) {
    const std::int64_t wanted = left[static_cast<std::size_t>(part)];
    const std::uint64_t draw = stream_.below(static_cast<std::uint64_t>(rows), static_cast<std::uint64_t>(part),
                                             static_cast<std::uint64_t>(row));
    if (static_cast<std::int64_t>(draw) < wanted) {
      drawn = part;
      break;
    }
    rows -= wanted;
  }
  --left[static_cast<std::size_t>(drawn)];
  split_.parts[static_cast<std::size_t>(drawn)].push_back(row);
}

Split PassingSplit::take(SplitStrategy strategy) {
  split_.strategy = strategy;
  return std::move(split_);
}

}  // namespace nnctl::data
