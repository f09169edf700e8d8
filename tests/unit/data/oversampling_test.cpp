#include "data/oversampling.hpp"

#include <algorithm>
#include <map>

#include "unit/data/fixtures.hpp"

namespace nnctl::data {
namespace {

std::vector<std::int64_t> epoch_of(EpochOrder& order, std::int64_t epoch) {
  order.begin_epoch(epoch);
  const auto rows = order.rows(0, order.num_rows());
  return {rows.begin(), rows.end()};
}

TEST_CASE("oversampling takes every class as often as the largest") {
  std::vector<Real> features(10);
  const OversampledDataset dataset(std::make_unique<MemoryDataset>(Shape{1}, 0, features, std::vector<Real>{}),
                                   {0, 0, 0, 0, 0, 0, 0, 1, 1, 1});
  const auto order = dataset.order(true, 3);
  CHECK(order->num_rows() == 14);
  std::map<std::int64_t, int> extra;  // the rows of the small class that were taken a third time
  for (std::int64_t epoch = 0; epoch < 30; ++epoch) {
    const std::vector<std::int64_t> rows = epoch_of(*order, epoch);
    for (std::int64_t row = 0; row < 10; ++row) {
      const auto times = std::count(rows.begin(), rows.end(), row);
      if (row < 7) {
        CHECK(times == 1);
      } else {
        CHECK((times == 2 || times == 3));
        if (times == 3) ++extra[row];
      }
    }
  }
  CHECK(extra.size() == 3);
  const auto again = dataset.order(true, 3);
  CHECK(epoch_of(*again, 17) == epoch_of(*order, 17));
  CHECK(epoch_of(*again, 17) != epoch_of(*order, 18));
  const auto plain = dataset.order(false, 3);
  const std::vector<std::int64_t> sorted = epoch_of(*plain, 0);
  CHECK(std::is_sorted(sorted.begin(), sorted.end()));
}

}  // namespace
}  // namespace nnctl::data
