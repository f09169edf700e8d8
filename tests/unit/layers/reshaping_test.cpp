// flatten and activation: layers without parameters.
#include <catch2/catch.hpp>

#include "unit/layers/layer_config.hpp"

namespace nnctl {

using schema::Node;

TEST_CASE("flatten lays all axes out as one, in place") {
  const LayerPlan plan = layer_config("flatten").make()->plan({{7, 7, 32}});
  CHECK(plan.output.shape == Shape{1568});
  CHECK(plan.aliases_input);
  CHECK(plan.parameters.empty());
  CHECK(layer_config("Flatten").make()->plan({{}}).output.shape == Shape{1});
}

TEST_CASE("an activation layer keeps the shape; linear is no work at all") {
  const auto layer = layer_config("activation", {{"activation", Node::string("softmax")}}).make();
  CHECK(layer->plan({{3, 4}}).output.shape == Shape{3, 4});
  CHECK_FALSE(layer->plan({{3, 4}}).aliases_input);
  CHECK(layer->output_activation().name() == "softmax");
  CHECK(layer->without_activation() == nullptr);

  const auto linear = layer_config("activation", {{"activation", Node::string("linear")}}).make();
  CHECK(linear->plan({{4}}).aliases_input);
  CHECK_FALSE(linear->output_activation());
}

TEST_CASE("a layer of a later release is not an unknown one") {
  for (const std::string& name : schema::registry<Layer>().info.later) {
    CHECK(layer_mistake(name.c_str(), {}) ==
          "layer '" + name +
              "' is not available yet | it is part of the config's grammar and comes in a later release; remove it for "
              "now");
  }
  CHECK(layer_mistake("dens", {}) == "unknown layer 'dens' | did you mean 'dense'?");
}

}  // namespace nnctl
