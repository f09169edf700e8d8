#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

#include "activations/registry.hpp"

namespace nnctl {

namespace {

std::vector<Real> applied(const char* name, std::vector<Real> x) {
  const auto activation = ActivationConfig::named(name).make();
  const auto columns = static_cast<std::int64_t>(x.size());
  std::vector<Real> y(static_cast<std::size_t>(activation->output_columns(columns)));
  activation->forward(1, columns, x.data(), y.data());
  return y;
}

/// The slope at x, by a dy of 1.
Real slope(const char* name, Real x) {
  const auto activation = ActivationConfig::named(name).make();
  Real y = 0;
  Real dx = 0;
  const Real dy = 1;
  activation->forward(1, 1, &x, &y);
  activation->backward(1, 1, &x, &y, &dy, &dx);
  return dx;
}

bool is_elementwise(const std::string& name) {
  return name != "softmax" && name != "log_softmax" && name != "sparsemax" && name != "glu" && name != "threshold";
}

}  // namespace

TEST_CASE("activations at -2, -1, 1, 2") {
  const auto check = [](const char* name, const std::vector<double>& expected) {
    INFO(name);
    const std::vector<Real> y = applied(name, {-2, -1, 1, 2});
    for (std::size_t i = 0; i < 4; ++i) CHECK(y[i] == Approx(expected[i]).epsilon(2e-6));
  };
  // keras-semantics, section 21
  check("gelu", {-.0455003, -.1586553, .8413447, 1.9544997});
  check("mish", {-.2525015, -.3034015, .8650984, 1.9439589});
  check("selu", {-1.5201665, -1.1113307, 1.050701, 2.101402});
  check("silu", {-.2384059, -.2689414, .7310586, 1.761594});
  check("hard_sigmoid", {.1666667, .3333333, .6666667, .8333334});
  check("softsign", {-.6666667, -.5, .5, .6666667});
  check("elu", {-.8646647, -.6321205, 1, 2});
}

TEST_CASE("far ends neither overflow nor vanish too early") {
  CHECK(applied("log_sigmoid", {-80, 80}) == std::vector<Real>{-80, -std::exp(Real{-80})});
  CHECK(applied("softplus", {80, -80}) == std::vector<Real>{80, std::exp(Real{-80})});
  CHECK(applied("mish", {80})[0] == 80);
  CHECK(applied("mish", {-80})[0] == Approx(-80 * std::exp(-80.0)));
  CHECK(applied("elu", {Real(-1e-6)})[0] == Approx(-1e-6).epsilon(1e-6));
  CHECK(applied("squareplus", {-1000})[0] == Approx(0.000999999).epsilon(1e-6));
  CHECK(applied("gelu", {-4})[0] == Approx(-0.000126685).epsilon(1e-5));
  for (const auto* type : schema::registry<Activation>().types) {
    INFO(type->info.name);
    if (!is_elementwise(type->info.name)) continue;
    for (const Real x : {Real{-80}, Real{80}}) CHECK(std::isfinite(slope(type->info.name.c_str(), x)));
  }
}

TEST_CASE("a NaN goes through every activation, so that training stops on it") {
  const Real nan = std::numeric_limits<Real>::quiet_NaN();
  for (const auto* type : schema::registry<Activation>().types) {
    INFO(type->info.name);
    const auto activation = type->make(type->defaults.get());
    const Real x[] = {1, nan};
    Real y[] = {0, 0};
    activation->forward(1, 2, x, y);
    CHECK((std::isnan(y[0]) || std::isnan(y[1])));
  }
}

TEST_CASE("sparsemax takes ties by position and has exact zeros") {
  CHECK(applied("sparsemax", {2, 1, 1, 0}) == std::vector<Real>{1, 0, 0, 0});
  const std::vector<Real> even = applied("sparsemax", {0, 0});
  CHECK(even == std::vector<Real>{0.5, 0.5});
}

TEST_CASE("glu needs an even width") {
  const auto glu = ActivationConfig::named("glu").make();
  CHECK(glu->output_columns(6) == 3);
  CHECK(glu->output_columns(5) == 0);
  CHECK(applied("glu", {3, 0}) == std::vector<Real>{1.5});
}

TEST_CASE("only the plain relu may be left to a product's store") {
  CHECK(ActivationConfig::named("relu").make()->is_plain_relu());
  schema::Node node = schema::Node::map();
  node.set("type", schema::Node::string("relu"));
  node.set("max_value", schema::Node::number(2));
  schema::Reader reader;
  ActivationConfig config;
  REQUIRE(schema::read_part(reader, node, "activation", config));
  CHECK_FALSE(config.make()->is_plain_relu());
}

TEST_CASE("every name of Keras's table is known") {
  const auto& info = schema::registry<Activation>().info;
  for (const char* name : {"celu",           "elu",          "exponential", "gelu",        "glu",
                           "hard_shrink",    "hard_sigmoid", "hard_silu",   "hard_swish",  "hard_tanh",
                           "leaky_relu",     "linear",       "log_sigmoid", "log_softmax", "mish",
                           "relu",           "relu6",        "selu",        "sigmoid",     "silu",
                           "soft_shrink",    "softmax",      "softplus",    "softsign",    "sparse_plus",
                           "sparse_sigmoid", "sparsemax",    "squareplus",  "swish",       "tanh",
                           "tanh_shrink",    "threshold"}) {
    INFO(name);
    CHECK(info.find(name) != nullptr);
  }
  CHECK(info.find("hard_swish") == info.find("hard_silu"));
  CHECK(info.parts.size() == 30);
}

TEST_CASE("the name alone is not enough where parameters have no default") {
  schema::Reader reader;
  ActivationConfig config;
  CHECK_FALSE(schema::read_part(reader, schema::Node::string("threshold"), "activation", config));
  REQUIRE(reader.diagnostics().size() == 2);
  CHECK(reader.diagnostics()[0].message == "activation 'threshold' needs 'threshold'");
  CHECK(reader.diagnostics()[1].message == "activation 'threshold' needs 'default_value'");
}

}  // namespace nnctl
