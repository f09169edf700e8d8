// What the normalizing layers refuse, and what conformance and golden vectors do not show.
#include <catch2/catch.hpp>

#include "unit/layers/layer_config.hpp"

namespace nnctl {

namespace {

using schema::Node;
using Keys = std::vector<std::pair<const char*, Node>>;

std::string shape_mistake(const char* type, const Keys& keys, const TensorSpec& input) {
  try {
    layer_config(type, keys).make()->plan(input);
  } catch (const ShapeMismatch& mismatch) {
    return std::string(mismatch.what()) + " | " + mismatch.hint;
  }
  return {};
}

std::string parameters(const char* type, const Keys& keys, const Shape& input) {
  std::string text;
  for (const ParameterSpec& spec : layer_config(type, keys).make()->plan({input}).parameters) {
    text += spec.name + to_string(spec.shape) + (spec.trainable ? " " : "* ");
  }
  return text;
}

Node numbers(std::initializer_list<double> list) {
  Node node = Node::sequence();
  for (const double value : list) node.append(Node::number(value));
  return node;
}

Node integers(std::initializer_list<std::int64_t> list) {
  Node node = Node::sequence();
  for (const std::int64_t value : list) node.append(Node::integer(value));
  return node;
}

}  // namespace

TEST_CASE("normalizing layers plan their weights in Keras's order") {
  CHECK(parameters("batch_normalization", {}, {3, 4}) == "gamma(4,) beta(4,) moving_mean(4,)* moving_variance(4,)* ");
  CHECK(parameters("batch_normalization", {{"axis", Node::integer(1)}, {"scale", Node::boolean(false)}}, {3, 4}) ==
        "beta(3,) moving_mean(3,)* moving_variance(3,)* ");
  CHECK(parameters("layer_normalization", {{"axis", integers({3, 1})}}, {2, 3, 4}) == "gamma(2, 4) beta(2, 4) ");
  CHECK(parameters("layer_normalization", {{"axis", integers({1, -1})}}, {2, 3, 4}) == "gamma(4, 2) beta(4, 2) ");
  CHECK(parameters("group_normalization", {{"groups", Node::integer(2)}}, {3, 4}) == "gamma(4,) beta(4,) ");
  CHECK(parameters("normalization", {}, {3, 4}) == "mean(4,)* variance(4,)* count()* ");
  CHECK(parameters("normalization", {{"axis", Node()}}, {3, 4}) == "mean()* variance()* count()* ");
  CHECK(parameters("normalization", {{"mean", Node::number(1)}, {"variance", Node::number(2)}}, {3, 4}).empty());
}

TEST_CASE("axes that an input does not have are named") {
  const std::string cure = " | choose an axis from 1 to 2 (0 is the batch), or -1 for the last";
  for (const std::int64_t axis : {0, 3, -3}) {
    CHECK(shape_mistake("batch_normalization", {{"axis", Node::integer(axis)}}, {{3, 4}}) ==
          "batch_normalization has no axis " + std::to_string(axis) + " in its input (None, 3, 4)" + cure);
  }
  CHECK(shape_mistake("layer_normalization", {{"axis", integers({1, 3})}}, {{3, 4}}) ==
        "layer_normalization has no axis 3 in its input (None, 3, 4)" + cure);
  CHECK(shape_mistake("layer_normalization", {{"axis", integers({2, -1})}}, {{3, 4}}) ==
        "layer_normalization has axis 2 of its input (None, 3, 4) twice | name each axis once");
  CHECK(shape_mistake("batch_normalization", {}, {}) ==
        "batch_normalization has no axis -1 in its input (None,) | give the input an axis of features");
  CHECK(layer_mistake("layer_normalization", {{"axis", integers({})}}) ==
        "'axis' must not be an empty list | leave out 'axis'");
}

TEST_CASE("normalizing layers say what else they cannot take") {
  CHECK(shape_mistake("batch_normalization", {}, {{5, 3, 4}, true}) ==
        "batch_normalization of masked steps needs an input (steps, features), got (None, 5, 3, 4) | put it where each "
        "step is one vector, or take the mask away");
  CHECK(shape_mistake("group_normalization", {}, {{3, 4}}) ==
        "group_normalization cannot cut 4 channels of (None, 3, 4) into 32 equal groups | set 'groups' to a divisor of "
        "4, "
        "or to -1 for one channel each");
  CHECK(layer_mistake("group_normalization", {{"groups", Node::integer(0)}}) ==
        "'groups' must be >= 1, or -1 for groups of one channel, got 0");
  CHECK(layer_mistake("batch_normalization", {{"momentum", Node::number(1.5)}}) ==
        "'momentum' must be between 0 and 1, got 1.5");
}

TEST_CASE("rescaling and normalization check how many numbers they are given") {
  CHECK(shape_mistake("rescaling", {{"scale", numbers({1, 2})}}, {{3, 4}}) ==
        "rescaling has 2 numbers in 'scale' for the last axis of its input (None, 3, 4) | give one number, or 4");
  CHECK(shape_mistake("normalization", {{"mean", Node::number(1)}}, {{3, 4}}) ==
        "normalization has a 'mean' and no 'variance' | give both, or neither to take them from the training rows");
  CHECK(shape_mistake("normalization", {{"mean", Node::number(1)}, {"variance", numbers({1, 2})}}, {{3, 4}}) ==
        "normalization has 1 numbers in 'mean' and 2 in 'variance' | give as many of both");
  CHECK(shape_mistake("normalization", {{"mean", numbers({1, 2})}, {"variance", numbers({1, 2})}}, {{3, 4}}) ==
        "normalization has 2 numbers in 'mean' for 4 along the axis it keeps of its input (None, 3, 4) | give one "
        "number, "
        "or 4");
  CHECK(layer_mistake("rescaling", {{"scale", Node::string("wide")}}) == "'scale' must be a number, got 'wide'");
}

}  // namespace nnctl
