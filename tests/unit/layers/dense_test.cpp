#include <catch2/catch.hpp>

#include "base/assert.hpp"
#include "layers/units.hpp"
#include "unit/layers/layer_config.hpp"

namespace nnctl {

namespace {

using schema::Node;

LayerPartConfig dense(std::int64_t units, const char* activation = "linear") {
  return layer_config("dense", {{"units", Node::integer(units)}, {"activation", Node::string(activation)}});
}

std::string shape_mistake(const LayerPartConfig& config, const Shape& input) {
  try {
    config.make()->plan({input});
  } catch (const ShapeMismatch& mismatch) {
    return std::string(mismatch.what()) + " | " + mismatch.hint;
  }
  return {};
}

}  // namespace

TEST_CASE("dense plans its kernel and bias, in Keras's order") {
  const LayerPlan plan = dense(64, "relu").make()->plan({{100}});
  CHECK(plan.output.shape == Shape{64});
  REQUIRE(plan.parameters.size() == 2);
  CHECK(plan.parameters[0].name == "kernel");
  CHECK(plan.parameters[0].shape == Shape{100, 64});
  CHECK(plan.parameters[0].initializer.name() == "glorot_uniform");
  CHECK_FALSE(plan.parameters[0].regularizer);
  CHECK(plan.parameters[1].name == "bias");
  CHECK(plan.parameters[1].shape == Shape{64});
  CHECK(plan.parameters[1].initializer.name() == "zeros");
  CHECK(plan.flops == 2 * 100 * 64);
  CHECK(plan.saved == 0);
  CHECK(plan.workspace == 0);
}

TEST_CASE("dense contracts the last axis only") {
  const LayerPlan plan = dense(5).make()->plan({{3, 4}});
  CHECK(plan.output.shape == Shape{3, 5});
  CHECK(plan.parameters[0].shape == Shape{4, 5});
  CHECK(plan.flops == 2 * 3 * 4 * 5);
}

TEST_CASE("dense keeps its sums only for an activation that asks for them") {
  CHECK(dense(5, "tanh").make()->plan({{4}}).saved == 0);
  CHECK(dense(5, "gelu").make()->plan({{3, 4}}).saved == 3 * 5);
  const LayerPlan glu = dense(6, "glu").make()->plan({{4}});
  CHECK(glu.output.shape == Shape{3});
  CHECK(glu.saved == 6);
  CHECK(glu.workspace == 6);
}

TEST_CASE("dense computes x W + b") {
  const auto layer = dense(2, "relu").make();
  const TensorSpec input{{3}};
  const Real x[] = {1, 2, 3, -1, 0, 1};
  const Real W[] = {1, 0, 0, 1, 1, -1};
  const Real b[] = {Real(0.5), 0};
  const Real* parameters[] = {W, b};
  Real y[4];
  layer->forward({.rows = 2, .input = input, .x = x, .parameters = parameters, .y = y});
  CHECK(std::vector<Real>(y, y + 4) == std::vector<Real>{4.5, 0, 0.5, 0});

  Real dy[] = {1, 1, 1, 1};
  Real dx[6];
  Real dW[6];
  Real db[2];
  Real* gradients[] = {dW, db};
  layer->backward({.rows = 2,
                   .input = input,
                   .x = x,
                   .y = y,
                   .parameters = parameters,
                   .dy = dy,
                   .dx = dx,
                   .gradients = gradients});
  CHECK(std::vector<Real>(dx, dx + 6) == std::vector<Real>{1, 0, 1, 1, 0, 1});
  CHECK(std::vector<Real>(dW, dW + 6) == std::vector<Real>{0, 0, 2, 0, 4, 0});
  CHECK(std::vector<Real>(db, db + 2) == std::vector<Real>{2, 0});
}

TEST_CASE("units may be left to the experiment") {
  const LayerPartConfig open = layer_config("dense", {{"units", Node::string("auto")}});
  REQUIRE(wants_units(open));
  CHECK_THROWS_AS(open.make()->plan({{4}}), InternalError);
  const LayerPartConfig filled = with_units(open, 3);
  CHECK_FALSE(wants_units(filled));
  CHECK(filled.make()->plan({{4}}).output.shape == Shape{3});
  CHECK(wants_units(open));  // a config is a value
  CHECK_FALSE(wants_units(layer_config("flatten")));
  CHECK_THROWS_AS(with_units(filled, 3), InternalError);

  CHECK(schema::Codec<LayerPartConfig>::write(open).find("units")->text() == "auto");
  CHECK(schema::Codec<LayerPartConfig>::write(filled).find("units")->text() == "3");
}

TEST_CASE("units that cannot be are refused") {
  CHECK(layer_mistake("dense", {{"units", Node::integer(0)}}) == "'units' must be an integer >= 1 or 'auto', got 0");
  CHECK(layer_mistake("dense", {{"units", Node::number(6.5)}}) == "'units' must be an integer >= 1 or 'auto', got 6.5");
  CHECK(layer_mistake("dense", {{"units", Node::sequence()}}) == "'units' must be an integer >= 1 or 'auto', got []");
  CHECK(layer_mistake("dense", {{"units", Node::integer(3'000'000'000)}}) ==
        "'units' must be at most 2147483647, got 3000000000");
  CHECK(layer_mistake("dense", {}) ==
        "layer 'dense' needs 'units' | add 'units: ...': Number of outputs; 'auto' on the last layer: what the target "
        "needs (its classes or numbers).");
}

TEST_CASE("dense's keys of later releases are known") {
  CHECK(layer_mistake("dense", {{"units", Node::integer(2)}, {"lora_rank", Node::integer(2)}}) ==
        "'lora_rank' in layer 'dense' is not available yet | it is part of the config's grammar and comes in a "
        "later release; remove it for now");
}

TEST_CASE("dense names an input it cannot take") {
  CHECK(
      shape_mistake(dense(2), {}) ==
      "dense needs an input with at least one axis beside the batch, got (None,) | give the input an axis of features");
  CHECK(
      shape_mistake(dense(5, "glu"), {4}) ==
      "activation 'glu' halves the last axis, which must be even, got 5 in (None, 5) | make that axis even, or choose "
      "another activation");
}

TEST_CASE("dense can leave its activation to the loss") {
  const auto layer = dense(3, "softmax").make();
  CHECK(layer->output_activation().name() == "softmax");
  CHECK_FALSE(layer->without_activation()->output_activation());
  CHECK_FALSE(dense(3, "linear").make()->output_activation());
}

}  // namespace nnctl
