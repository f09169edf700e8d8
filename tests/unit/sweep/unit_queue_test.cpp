// Which training a worker is given next.
#include "sweep/unit_queue.hpp"

#include <algorithm>
#include <vector>

#include <catch2/catch.hpp>

namespace nnctl::sweep {

TEST_CASE("trainings wait in their order, and the longest can be taken out of turn") {
  std::vector<std::size_t> asked;
  const std::vector<double> costs{1, 5, 2, 5, 9};
  UnitQueue queue([&](std::size_t job) {
    asked.push_back(job);
    return costs[job];
  });
  for (std::size_t job = 0; job < costs.size(); ++job) {
    queue.push({job, 0});
    queue.push({job, 1});
  }
  CHECK(queue.pop_first().job == 0);
  CHECK(asked.empty());
  std::vector<std::pair<std::size_t, std::int64_t>> order;
  while (!queue.empty()) {
    const Unit unit = queue.pop_longest();
    order.emplace_back(unit.job, unit.repeat);
  }
  const std::vector<std::pair<std::size_t, std::int64_t>> longest_first{{4, 0}, {4, 1}, {1, 0}, {1, 1}, {3, 0},
                                                                        {3, 1}, {2, 0}, {2, 1}, {0, 1}};
  CHECK(order == longest_first);
  std::ranges::sort(asked);
  CHECK(asked == std::vector<std::size_t>{0, 1, 2, 3, 4});
}

}  // namespace nnctl::sweep
