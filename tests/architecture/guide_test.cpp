// The rest of the program `guide` is the conformance tests; here: that they meet the parts of docs/CONTRIBUTING.md.
#include <catch2/catch.hpp>

#include "layers/registry.hpp"
#include "losses/registry.hpp"
#include "optimizers/registry.hpp"

TEST_CASE("the guide's parts are registered") {
  using nnctl::schema::registry;
  CHECK(registry<nnctl::Layer>().find("scale") == &nnctl::scale_layer());
  CHECK(registry<nnctl::Loss>().find("MeanQuarticError") == &nnctl::mean_quartic_error_loss());
  CHECK(registry<nnctl::Optimizer>().find("sign_descent") == &nnctl::sign_descent_optimizer());
}
