#include "kernels/reduce.hpp"

#include <limits>

#include "each_table.hpp"
#include "kernels/reference/reduce.hpp"

namespace nnctl::kernels {
namespace {

TEST_CASE("column_sums gives the plain loop's bits") {
  with_each_table([] {
    for (const std::int64_t rows : {0, 1, 2, 32, 33}) {
      for (std::int64_t columns = 0; columns <= 140; ++columns) {
        const std::vector<Real> x = random_values(rows * columns, 1);
        std::vector<Real> expected(static_cast<std::size_t>(columns));
        std::vector<Real> sums(expected.size() + 1, 7);
        reference::sum_rows<Real>(rows, columns, columns, x.data(), expected.data());
        column_sums(rows, columns, x.data(), sums.data());
        CAPTURE(rows, columns);
        REQUIRE(sums.back() == 7);
        sums.pop_back();
        REQUIRE(same_bits(sums, expected));
      }
    }
  });
}

TEST_CASE("relu_backward_sums gives the plain loops' bits, in place") {
  with_each_table([] {
    for (const std::int64_t rows : {0, 1, 33}) {
      for (std::int64_t columns = 0; columns <= 140; ++columns) {
        const std::vector<Real> y = random_values(rows * columns, 1);
        std::vector<Real> expected = random_values(rows * columns, 2);
        std::vector<Real> dx = expected;
        std::vector<Real> expected_sums(static_cast<std::size_t>(columns));
        std::vector<Real> sums(expected_sums.size() + 1, 7);
        reference::relu_backward_sums<Real>(rows, columns, y.data(), expected.data(), expected.data(),
                                            expected_sums.data());
        relu_backward_sums(rows, columns, y.data(), dx.data(), dx.data(), sums.data());
        CAPTURE(rows, columns);
        REQUIRE(sums.back() == 7);
        sums.pop_back();
        REQUIRE(same_bits(sums, expected_sums));
        REQUIRE(same_bits(dx, expected));
      }
    }
  });
}

TEST_CASE("sum_slots adds a part of the slots into the first") {
  with_each_table([] {
    const std::int64_t n = 100;
    const std::vector<Real> slots = random_values(4 * n, 1);
    std::vector<Real> expected(static_cast<std::size_t>(n));
    reference::sum_rows<Real>(4, n, n, slots.data(), expected.data());
    std::vector<Real> in_place = slots;
    sum_slots(4, n, in_place.data(), 0, 37, in_place.data());
    sum_slots(4, n, in_place.data(), 37, n, in_place.data());
    in_place.resize(static_cast<std::size_t>(n));
    CHECK(same_bits(in_place, expected));
  });
}

TEST_CASE("all_finite finds one value anywhere") {
  with_each_table([] {
    for (std::int64_t n = 0; n <= 70; ++n) {
      std::vector<Real> x = random_values(n, 1, -3e38, 3e38);
      CHECK(all_finite(n, x.data()));
      for (Real& value : x) {
        const Real kept = value;
        for (const Real bad : {std::numeric_limits<Real>::infinity(), -std::numeric_limits<Real>::infinity(),
                               std::numeric_limits<Real>::quiet_NaN()}) {
          value = bad;
          REQUIRE_FALSE(all_finite(n, x.data()));
        }
        value = kept;
      }
    }
  });
}

}  // namespace
}  // namespace nnctl::kernels
