#include "kernels/softmax.hpp"

#include <limits>

#include "each_table.hpp"
#include "kernels/reference/softmax.hpp"

namespace nnctl::kernels {
namespace {

constexpr Real kInfinity = std::numeric_limits<Real>::infinity();

using Kernel = void (*)(std::int64_t, std::int64_t, const Real*, Real*);
using Reference = void (*)(std::int64_t, std::int64_t, const double*, double*);

void check_rows(Kernel kernel, Reference reference, double tolerance) {
  for (const std::int64_t rows : {0, 1, 5}) {
    for (std::int64_t columns = 0; columns <= 70; ++columns) {
      const std::vector<Real> x = random_values(rows * columns + 1, 1, -20, 20);
      std::vector<double> expected = to_double(x);
      reference(rows, columns, to_double(x).data(), expected.data());
      std::vector<Real> y = x;
      kernel(rows, columns, y.data(), y.data());
      CAPTURE(rows, columns);
      REQUIRE(relative_error(y, expected) < tolerance);
    }
  }
}

TEST_CASE("softmax and log_softmax agree with the plain loops for every width") {
  with_each_table([] {
    check_rows(softmax, reference::softmax<double>, 5e-7);
    check_rows(log_softmax, reference::log_softmax<double>, 5e-7);
  });
}

TEST_CASE("softmax of large, infinite and missing values") {
  with_each_table([] {
    for (const std::size_t columns : {3U, 12U, 40U}) {
      const auto n = static_cast<std::int64_t>(columns);
      std::vector<Real> y(columns);
      std::vector<Real> x(columns, -3e38F);
      x[1] = 3e38F;
      softmax(1, n, x.data(), y.data());
      CHECK(y[0] == 0);
      CHECK(y[1] == 1);
      x.assign(columns, 3e38F);
      softmax(1, n, x.data(), y.data());
      CHECK(y[2] == Approx(1.0 / static_cast<double>(columns)));
      x[0] = -kInfinity;  // a masked class
      softmax(1, n, x.data(), y.data());
      CHECK(y[0] == 0);
      x[1] = std::numeric_limits<Real>::quiet_NaN();
      softmax(1, n, x.data(), y.data());
      CHECK(std::isnan(y[0]));
      CHECK(std::isnan(y[2]));
      x.assign(columns, kInfinity);
      softmax(1, n, x.data(), y.data());
      CHECK(std::isnan(y[0]));
    }
  });
}

TEST_CASE("softmax_backward agrees with the plain loop for every width") {
  with_each_table([] {
    for (std::int64_t columns = 0; columns <= 70; ++columns) {
      const std::vector<Real> y = random_values(3 * columns, 1, 0, 1);
      const std::vector<Real> dy = random_values(3 * columns, 2);
      std::vector<double> expected(y.size());
      reference::softmax_backward<double>(3, columns, to_double(y).data(), to_double(dy).data(), expected.data());
      std::vector<Real> dx = dy;
      softmax_backward(3, columns, y.data(), dx.data(), dx.data());
      CAPTURE(columns);
      REQUIRE(relative_error(dx, expected) < 2e-6);
    }
  });
}

}  // namespace
}  // namespace nnctl::kernels
