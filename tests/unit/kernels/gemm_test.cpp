#include "kernels/gemm.hpp"

#include <array>
#include <limits>

#include "each_table.hpp"
#include "kernels/reference/gemm.hpp"

namespace nnctl::kernels {
namespace {

constexpr Op kOps[] = {Op::kNone, Op::kTranspose};
constexpr Real kNan = std::numeric_limits<Real>::quiet_NaN();

struct Size {
  std::int64_t m;
  std::int64_t n;
  std::int64_t k;
};

// Rounding of k sums of products of values in [-1, 1], each below k: far below what one wrong element makes.
double tolerance(std::int64_t k) { return 1e-7 * static_cast<double>(k + 4); }

void check_gemm(Op a_op, Op b_op, const Size& size, Real beta) {
  const auto [m, n, k] = size;
  CAPTURE(a_op == Op::kTranspose, b_op == Op::kTranspose, m, n, k, beta);
  const std::vector<Real> a = random_values(m * k, 1);
  const std::vector<Real> b = random_values(k * n, 2);
  std::vector<Real> c = beta == 0 ? std::vector<Real>(static_cast<std::size_t>(m * n), kNan) : random_values(m * n, 3);
  std::vector<double> expected = to_double(c);
  reference::gemm<double>(a_op == Op::kTranspose, b_op == Op::kTranspose, m, n, k, to_double(a).data(),
                          to_double(b).data(), static_cast<double>(beta), expected.data());
  c.push_back(7);  // one element past the end has to stay as it is
  gemm(nullptr, a_op, b_op, m, n, k, a.data(), b.data(), beta, c.data());
  REQUIRE(c.back() == 7);
  c.pop_back();
  REQUIRE(relative_error(c, expected) < tolerance(k));
}

TEST_CASE("gemm agrees with its definition for every tail") {
  const std::array<std::int64_t, 9> others{0, 1, 2, 3, 7, 8, 16, 33, 65};
  with_each_table([&] {
    for (const Op a_op : kOps) {
      for (const Op b_op : kOps) {
        for (std::int64_t n = 0; n <= 17; ++n) {
          for (const std::int64_t m : others) {
            for (const std::int64_t k : others) {
              check_gemm(a_op, b_op, {m, n, k}, 0);
              check_gemm(a_op, b_op, {m, n, k}, 1);
            }
          }
        }
        for (std::int64_t m = 1; m <= 17; ++m) {
          for (const std::int64_t n : {31, 48, 63, 64, 65, 81, 129}) check_gemm(a_op, b_op, {m, n, 19}, Real(0.5));
        }
      }
    }
  });
}

TEST_CASE("gemm agrees with its definition past the small path") {
  with_each_table([] {
    for (const Op a_op : kOps) {
      for (const Op b_op : kOps) {
        check_gemm(a_op, b_op, {300, 70, 50}, 1);   // more rows than one block
        check_gemm(a_op, b_op, {33, 257, 129}, 0);  // BLAS, one tile
        check_gemm(a_op, b_op, {33, 257, 129}, 1);
        check_gemm(a_op, b_op, {130, 700, 200}, 0);  // BLAS, column tiles
        check_gemm(a_op, b_op, {700, 130, 200}, 1);  // BLAS, row tiles
        check_gemm(a_op, b_op, {1, 300, 200}, 0);
        check_gemm(a_op, b_op, {300, 1, 200}, 1);
      }
    }
  });
}

TEST_CASE("a small product's row has the same bits however many rows there are") {
  with_each_table([] {
    const std::int64_t k = 37;
    for (const std::int64_t n : {1, 5, 8, 16, 40, 64, 100}) {
      const std::vector<Real> a = random_values(32 * k, 1);
      const std::vector<Real> b = random_values(k * n, 2);
      std::vector<Real> whole(static_cast<std::size_t>(32 * n));
      std::vector<Real> by_row(whole.size());
      gemm(nullptr, Op::kNone, Op::kNone, 32, n, k, a.data(), b.data(), 0, whole.data());
      for (std::int64_t i = 0; i < 32; ++i) {
        gemm(nullptr, Op::kNone, Op::kNone, 1, n, k, a.data() + i * k, b.data(), 0, by_row.data() + i * n);
      }
      CAPTURE(n);
      CHECK(same_bits(whole, by_row));
    }
  });
}

TEST_CASE("gemm has the same bits for any number of threads") {
  with_each_table([] {
    for (const Size& size : {Size{100, 1024, 300}, Size{1500, 60, 250}, Size{3000, 64, 64}, Size{9000, 8, 64}}) {
      for (const Op b_op : kOps) {
        const auto [m, n, k] = size;
        CAPTURE(m, n, k, b_op == Op::kTranspose);
        const std::vector<Real> a = random_values(m * k, 1);
        const std::vector<Real> b = random_values(k * n, 2);
        std::vector<Real> alone(static_cast<std::size_t>(m * n));
        gemm(nullptr, Op::kNone, b_op, m, n, k, a.data(), b.data(), 0, alone.data());
        for (const int threads : {1, 2, 4}) {
          ThreadPool pool(threads);
          std::vector<Real> shared(alone.size());
          gemm(&pool, Op::kNone, b_op, m, n, k, a.data(), b.data(), 0, shared.data());
          CAPTURE(threads);
          CHECK(same_bits(alone, shared));
        }
      }
    }
  });
}

void check_dense(const Size& size, bool with_bias, Epilogue epilogue) {
  const auto [rows, units, inputs] = size;
  CAPTURE(rows, units, inputs, with_bias, epilogue == Epilogue::kRelu);
  const std::vector<Real> x = random_values(rows * inputs, 1);
  const std::vector<Real> kernel = random_values(inputs * units, 2);
  const std::vector<Real> bias = random_values(units, 3);
  std::vector<double> expected(static_cast<std::size_t>(rows * units));
  reference::gemm<double>(false, false, rows, units, inputs, to_double(x).data(), to_double(kernel).data(), 0,
                          expected.data());
  reference::add_bias<double>(rows, units, with_bias ? to_double(bias).data() : nullptr, epilogue == Epilogue::kRelu,
                              expected.data());
  std::vector<Real> y(expected.size(), kNan);
  dense_forward(nullptr, rows, inputs, units, x.data(), kernel.data(), with_bias ? bias.data() : nullptr, epilogue,
                y.data());
  REQUIRE(relative_error(y, expected) < tolerance(inputs));
}

TEST_CASE("dense_forward adds the bias and applies the epilogue on every path") {
  with_each_table([] {
    for (const bool with_bias : {false, true}) {
      for (const Epilogue epilogue : {Epilogue::kNone, Epilogue::kRelu}) {
        for (std::int64_t units = 0; units <= 70; ++units) check_dense({13, units, 9}, with_bias, epilogue);
        for (std::int64_t rows = 0; rows <= 17; ++rows) check_dense({rows, 64, 64}, with_bias, epilogue);
        check_dense({5, 8, 0}, with_bias, epilogue);
        check_dense({32, 256, 300}, with_bias, epilogue);
        check_dense({130, 700, 200}, with_bias, epilogue);
        check_dense({1, 700, 200}, with_bias, epilogue);
        check_dense({700, 1, 30}, with_bias, epilogue);
      }
    }
  });
}

TEST_CASE("relu in the product's store keeps NaN") {
  with_each_table([] {
    const std::vector<Real> kernel = random_values(4 * 20, 2);
    const std::vector<Real> x(3 * 4, kNan);
    std::vector<Real> y(3 * 20);
    dense_forward(nullptr, 3, 4, 20, x.data(), kernel.data(), nullptr, Epilogue::kRelu, y.data());
    for (const Real value : y) REQUIRE(std::isnan(value));
  });
}

}  // namespace
}  // namespace nnctl::kernels
