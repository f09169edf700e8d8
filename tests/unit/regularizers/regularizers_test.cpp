#include <catch2/catch.hpp>

#include "regularizers/registry.hpp"

namespace nnctl {

namespace {

const std::vector<Real> kW{1, 2, 3, 4, 5, 6};

double penalty(const char* name) { return RegularizerConfig::named(name).make()->penalty({2, 3}, kW); }

}  // namespace

TEST_CASE("penalties are sums without one half") {
  // keras-semantics, section 21
  CHECK(penalty("l1") == Approx(0.21));
  CHECK(penalty("L2") == Approx(0.91));
  CHECK(penalty("l1l2") == 0);
}

TEST_CASE("a gradient is added, scaled; that of |w| at 0 is 0") {
  std::vector<Real> gradient{10, 10, 10};
  RegularizerConfig::named("l1").make()->add_gradient({3}, std::vector<Real>{-2, 0, 3}, 100, gradient);
  CHECK(gradient == std::vector<Real>{9, 10, 11});
}

TEST_CASE("a negative factor is refused") {
  schema::Node node = schema::Node::map();
  node.set("type", schema::Node::string("l2"));
  node.set("l2", schema::Node::number(-1));
  schema::Reader reader;
  RegularizerConfig config;
  CHECK_FALSE(schema::read_part(reader, node, "kernel_regularizer", config));
  REQUIRE(reader.diagnostics().size() == 1);
  CHECK(reader.diagnostics().front().message == "'l2' must be a finite number >= 0, got -1");
}

TEST_CASE("orthogonal_regularizer is for matrices of two vectors or more") {
  const auto rows = RegularizerConfig::named("orthogonal_regularizer").make();
  CHECK(rows->mismatch({3, 1}) == "");
  CHECK(rows->mismatch({1, 3}) == "needs two rows or more, not (1, 3)");
  CHECK(rows->mismatch({3}) == "needs two axes, not (3,)");
  CHECK_FALSE(rows->adds_up());
  CHECK(RegularizerConfig::named("l2").make()->adds_up());
}

TEST_CASE("rows of zeros have no cosine") {
  const auto rows = RegularizerConfig::named("orthogonal_regularizer").make();
  const std::vector<Real> w{0, 0, 1, 1};
  std::vector<Real> gradient(4);
  CHECK(rows->penalty({2, 2}, w) == 0);
  rows->add_gradient({2, 2}, w, 1, gradient);
  CHECK(gradient == std::vector<Real>(4));
}

}  // namespace nnctl
