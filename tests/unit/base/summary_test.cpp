#include "base/summary.hpp"

#include <cmath>
#include <vector>

#include <catch2/catch.hpp>

namespace nnctl {

TEST_CASE("mean and deviation, where there are any") {
  CHECK(std::isnan(summary_of({}).mean));
  const Summary one = summary_of(std::vector<double>{4});
  CHECK(one.count == 1);
  CHECK(one.mean == 4);
  CHECK(std::isnan(one.std));
  const Summary three = summary_of(std::vector<double>{1, 2, 6});
  CHECK(three.mean == 3);
  CHECK(three.std == std::sqrt(7.0));
}

}  // namespace nnctl
