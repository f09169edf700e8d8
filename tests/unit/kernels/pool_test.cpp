#include "kernels/pool.hpp"

#include <limits>

#include "each_table.hpp"
#include "kernels/reference/pool.hpp"

namespace nnctl::kernels {
namespace {

/// A stretch of an image eleven columns wide.
PoolRun run_of(std::int64_t channels, std::int64_t rows, std::int64_t columns, std::int64_t stride) {
  return {.windows = 3,
          .window_step = stride * channels,
          .rows = rows,
          .columns = columns,
          .row_step = 11 * channels,
          .channels = channels};
}

}  // namespace

TEST_CASE("maxima of windows and their places are the reference's bits") {
  with_each_table([] {
    for (const std::int64_t channels : {1, 3, 4, 16, 19, 37}) {
      for (const auto& [rows, columns, stride] : {std::tuple{2, 2, 2}, {1, 3, 1}, {3, 2, 3}, {1, 1, 2}}) {
        CAPTURE(channels, rows, columns, stride);
        const PoolRun run = run_of(channels, rows, columns, stride);
        std::vector<Real> x = random_values(3 * 11 * channels, 5);
        for (Real& value : x) value = std::round(4 * value);  // ties
        x[static_cast<std::size_t>(channels)] = std::numeric_limits<Real>::quiet_NaN();
        x.back() = -std::numeric_limits<Real>::infinity();
        std::vector<Real> y(static_cast<std::size_t>(3 * channels));
        std::vector<Real> tap(y.size());
        std::vector<Real> expected_y(y.size());
        std::vector<Real> expected_tap(y.size());
        max_pool(run, x.data(), y.data(), tap.data());
        reference::max_pool(run, x.data(), expected_y.data(), expected_tap.data());
        CHECK(same_bits(y, expected_y));
        CHECK(same_bits(tap, expected_tap));

        const std::vector<Real> dy = random_values(3 * channels, 6);
        for (const bool adds : {false, true}) {
          std::vector<Real> dx = random_values(3 * 11 * channels, 7);
          std::vector<Real> expected = dx;
          max_pool_backward(run, tap.data(), dy.data(), adds, dx.data());
          reference::max_pool_backward(run, tap.data(), dy.data(), adds, expected.data());
          CHECK(same_bits(dx, expected));
        }
      }
    }
  });
}

TEST_CASE("the first of equal values wins, and a NaN over all") {
  with_each_table([] {
    const Real nan = std::numeric_limits<Real>::quiet_NaN();
    const PoolRun run{.windows = 1, .window_step = 0, .rows = 2, .columns = 2, .row_step = 8, .channels = 4};
    // taps (0, 0), (0, 1), (1, 0), (1, 1) of four channels
    const std::vector<Real> x{1, 5, nan, 1, 2, 5, 7, 2, 2, 4, 8, nan, 1, 5, nan, 9};
    std::vector<Real> y(4);
    std::vector<Real> tap(4);
    max_pool(run, x.data(), y.data(), tap.data());
    CHECK(y[0] == 2);
    CHECK(y[1] == 5);
    CHECK(std::isnan(y[2]));
    CHECK(std::isnan(y[3]));
    CHECK(tap == std::vector<Real>{1, 0, 0, 2});
  });
}

}  // namespace nnctl::kernels
