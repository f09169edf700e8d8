// Expected values are those of scipy 1.17.1: stats.t.sf, stats.t.isf, special.betainc, stats.ttest_rel.
#include "analysis/paired_test.hpp"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "analysis/student_t.hpp"

namespace nnctl::analysis {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

auto near(double value) { return Approx(value).epsilon(1e-12).margin(1e-300); }

TEST_CASE("Student's t distribution has scipy's values") {
  CHECK(two_sided_p(0.5, 4) == near(0.6433299631818633));
  CHECK(two_sided_p(2.776445105197799, 4) == near(0.04999999999999976));
  CHECK(two_sided_p(3.2, 4) == near(0.032900810600938975));
  CHECK(two_sided_p(-1.1, 1) == near(0.4697076556232638));
  CHECK(two_sided_p(12.7, 1) == near(0.050024327689344165));
  CHECK(two_sided_p(2.0, 9) == near(0.07655282377070101));
  CHECK(two_sided_p(50, 4) == near(9.57445365696969e-07));
  CHECK(two_sided_p(1e-3, 2) == near(0.9992928933955901));
  CHECK(two_sided_p(8, 30) == near(6.265822475700759e-09));
  CHECK(two_sided_p(4, 1000) == near(6.800991920878163e-05));
  CHECK(two_sided_p(0, 3) == 1);
  CHECK(two_sided_p(-kInfinity, 3) == 0);
  CHECK(std::isnan(two_sided_p(kNaN, 3)));
  CHECK(two_sided_quantile(0.05, 4) == near(2.7764451051977943));
  CHECK(two_sided_quantile(0.05, 1) == near(12.706204736174705));
  CHECK(two_sided_quantile(0.01, 9) == near(3.2498355415921263));
}

TEST_CASE("the incomplete beta function has scipy's values") {
  CHECK(incomplete_beta(2, 0.5, 0.3) == near(0.03784096948581308));
  CHECK(incomplete_beta(0.5, 0.5, 0.9) == near(0.7951672353008665));
  CHECK(incomplete_beta(15, 0.5, 0.99) == near(0.5860649647763355));
  CHECK(incomplete_beta(3, 7, 0.35) == near(0.6627267211249999));
  CHECK(incomplete_beta(3, 7, 0) == 0);
  CHECK(incomplete_beta(3, 7, 1) == 1);
}

TEST_CASE("a paired t-test has scipy's values, and allows for folds that overlap") {
  const std::vector<double> a = {.70, .71, .69, .72, .705};
  const std::vector<double> b = {.69, .70, .695, .70, .69};
  const PairedTest test = paired_t_test(a, b);
  CHECK(test.pairs == 5);
  CHECK(test.difference == near(0.01));
  CHECK(test.t == Approx(2.390457218668787));
  CHECK(test.p == Approx(0.07513045462522976));
  CHECK(test.low == Approx(-0.0016147031769259516));
  CHECK(test.high == Approx(0.02161470317692597));
  const PairedTest folds = paired_t_test(a, b, 0.25);
  CHECK(folds.t == Approx(1.5936381457791913));
  CHECK(folds.p == Approx(0.18623980428842557));
  CHECK(paired_t_test(b, a).difference == -test.difference);
}

TEST_CASE("paired tests without spread, without pairs") {
  const std::vector<double> a = {0.3, 0.4};
  CHECK(paired_t_test(a, a).p == 1);
  CHECK(paired_t_test(a, std::vector<double>{0.2, 0.3}).p == 0);
  const PairedTest one = paired_t_test(std::vector<double>{2}, std::vector<double>{1});
  CHECK(one.difference == 1);
  CHECK(std::isnan(one.p));
  CHECK(std::isnan(paired_t_test({}, {}).difference));
}

TEST_CASE("Holm's adjustment") {
  const std::vector<double> p = {0.01, 0.04, 0.03, kNaN, 0.6};
  const std::vector<double> adjusted = holm(p);
  CHECK(adjusted[0] == near(0.04));
  CHECK(adjusted[1] == near(0.09));  // not below the one before it
  CHECK(adjusted[2] == near(0.09));
  CHECK(std::isnan(adjusted[3]));
  CHECK(adjusted[4] == near(0.6));
  CHECK(holm(std::vector<double>{0.7, 0.8})[0] == 1);
}

}  // namespace
}  // namespace nnctl::analysis
