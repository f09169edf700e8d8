#include "kernels/elementwise.hpp"

#include <bit>
#include <limits>

#include "each_table.hpp"
#include "kernels/reference/elementwise.hpp"

namespace nnctl::kernels {
namespace {

constexpr Real kInfinity = std::numeric_limits<Real>::infinity();
constexpr Real kNan = std::numeric_limits<Real>::quiet_NaN();
constexpr Real kLargest = std::numeric_limits<Real>::max();
constexpr Real kDenormal = std::numeric_limits<Real>::denorm_min();

using Kernel = void (*)(std::int64_t, const Real*, Real*);

// Every 1009th finite float, both signs: 4 million of them.
std::vector<Real> sweep_of_all_floats() {
  std::vector<Real> values;
  for (std::uint64_t bits = 0; bits < 0x7f800000U; bits += 1009) {
    values.push_back(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    values.push_back(-values.back());
  }
  return values;
}

/// Largest error over the sweep, in units in the last place of the exact value (at least the smallest denormal).
double largest_error_in_ulps(Kernel kernel, double (*exact)(double)) {
  static const std::vector<Real> x = sweep_of_all_floats();
  std::vector<Real> y(x.size());
  kernel(static_cast<std::int64_t>(x.size()), x.data(), y.data());
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double expected = exact(static_cast<double>(x[i]));
    const auto rounded = static_cast<float>(expected);
    if (rounded == y[i]) continue;
    if (!std::isfinite(rounded) || !std::isfinite(y[i])) return kInfinity;
    const double ulp = std::nextafter(std::abs(rounded), kInfinity) - std::abs(rounded);
    worst = std::max(worst, std::abs(static_cast<double>(y[i]) - expected) / ulp);
  }
  return worst;
}

double exact_exp(double x) { return std::exp(x); }
double exact_tanh(double x) { return std::tanh(x); }
double exact_sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

Real apply(Kernel kernel, Real x) {
  Real y = 7;
  kernel(1, &x, &y);
  return y;
}

TEST_CASE("exp, tanh and sigmoid stay within their bounds over all floats") {
  with_each_table([] {
    const double exp_error = largest_error_in_ulps(exp, exact_exp);
    const double tanh_error = largest_error_in_ulps(tanh, exact_tanh);
    const double sigmoid_error = largest_error_in_ulps(sigmoid, exact_sigmoid);
    UNSCOPED_INFO("exp " << exp_error << ", tanh " << tanh_error << ", sigmoid " << sigmoid_error << " ulp");
    CHECK(exp_error < 1.5);
    CHECK(tanh_error < 2.5);
    CHECK(sigmoid_error < 3);
  });
}

TEST_CASE("exp, tanh and sigmoid at the ends") {
  with_each_table([] {
    CHECK(apply(exp, kInfinity) == kInfinity);
    CHECK(apply(exp, -kInfinity) == 0);
    CHECK(apply(exp, kLargest) == kInfinity);
    CHECK(apply(exp, -kLargest) == 0);
    CHECK(apply(exp, Real(88.72284)) == kInfinity);
    CHECK(apply(exp, Real(-103.97)) == kDenormal);
    CHECK(apply(exp, Real(-104)) == 0);
    CHECK(apply(exp, 0) == 1);
    CHECK(apply(exp, kDenormal) == 1);
    CHECK(std::isnan(apply(exp, kNan)));

    CHECK(apply(tanh, kInfinity) == 1);
    CHECK(apply(tanh, -kInfinity) == -1);
    CHECK(apply(tanh, 20) == 1);
    CHECK(apply(tanh, kDenormal) == kDenormal);
    CHECK(std::signbit(apply(tanh, Real(-0.0))));
    CHECK(std::isnan(apply(tanh, kNan)));

    CHECK(apply(sigmoid, kInfinity) == 1);
    CHECK(apply(sigmoid, -kInfinity) == 0);
    CHECK(apply(sigmoid, 0) == Real(0.5));
    CHECK(apply(sigmoid, -100) > 0);  // a denormal
    CHECK(std::isnan(apply(sigmoid, kNan)));

    CHECK(apply(relu, kInfinity) == kInfinity);
    CHECK(apply(relu, -kInfinity) == 0);
    CHECK(std::isnan(apply(relu, kNan)));
  });
}

// Every length up to four vectors and a tail: the same as the plain loop, nothing written past the end, y = x allowed.
void check_lengths(Kernel kernel, Kernel plain, double tolerance) {
  for (std::int64_t n = 0; n <= 70; ++n) {
    const std::vector<Real> x = random_values(n + 1, 1, -4, 4);
    std::vector<Real> expected = x;
    plain(n, x.data(), expected.data());
    std::vector<Real> y = x;
    kernel(n, y.data(), y.data());
    CAPTURE(n);
    REQUIRE(y.back() == x.back());
    REQUIRE(relative_error(y, to_double(expected)) <= tolerance);
  }
}

TEST_CASE("one-pass kernels agree with the plain loops for every length") {
  with_each_table([] {
    check_lengths(exp, reference::exp<Real>, 3e-7);
    check_lengths(tanh, reference::tanh<Real>, 3e-7);
    check_lengths(sigmoid, reference::sigmoid<Real>, 3e-7);
    check_lengths(relu, reference::relu<Real>, 0);
    check_lengths([](std::int64_t n, const Real* x, Real* y) { scale(n, Real(0.3), x, y); },
                  [](std::int64_t n, const Real* x, Real* y) { reference::scale<Real>(n, Real(0.3), x, y); }, 0);
    check_lengths([](std::int64_t n, const Real* x, Real* y) { add(n, x, y); }, reference::add<Real>, 0);
    check_lengths([](std::int64_t n, const Real* x, Real* y) { relu_backward(n, x, x, y); },
                  [](std::int64_t n, const Real* x, Real* y) { reference::relu_backward<Real>(n, x, x, y); }, 0);
  });
}

TEST_CASE("relu_backward passes nothing where the output is 0 or NaN") {
  with_each_table([] {
    const std::vector<Real> y{0, 1, Real(-0.0), kNan, 2};
    std::vector<Real> dy{5, kNan, kNan, 5, -3};
    relu_backward(5, y.data(), dy.data(), dy.data());
    CHECK(dy[0] == 0);
    CHECK(std::isnan(dy[1]));
    CHECK(dy[2] == 0);
    CHECK(dy[3] == 0);
    CHECK(dy[4] == -3);
  });
}

}  // namespace
}  // namespace nnctl::kernels
