// What layers that move, cut and pool numbers say to inputs and values they cannot take.
#include <catch2/catch.hpp>

#include "schema/render.hpp"
#include "unit/layers/layer_config.hpp"

namespace nnctl {

namespace {

using schema::Node;

Node list(const std::vector<std::int64_t>& values) {
  Node node = Node::sequence();
  for (const std::int64_t value : values) node.append(Node::integer(value));
  return node;
}

using Keys = std::vector<std::pair<const char*, Node>>;

/// "message | cure" of the input shape.
std::string misfit(const char* type, const Keys& keys, const Shape& input, bool has_mask = false) {
  try {
    layer_config(type, keys).make()->plan({input, has_mask});
  } catch (const ShapeMismatch& mismatch) {
    return std::string(mismatch.what()) + " | " + mismatch.hint;
  }
  return {};
}

Shape output(const char* type, const Keys& keys, const Shape& input) {
  return layer_config(type, keys).make()->plan({input}).output.shape;
}

bool passes_mask(const char* type, const Keys& keys, const Shape& input) {
  return layer_config(type, keys).make()->plan({input, true}).output.has_mask;
}

std::string written(const char* type, const Keys& keys) {
  return schema::flow_text(schema::Codec<LayerPartConfig>::write(layer_config(type, keys)));
}

}  // namespace

TEST_CASE("reshape names both counts") {
  CHECK(output("reshape", {{"target_shape", list({-1, 7})}}, {28, 28}) == Shape{112, 7});
  CHECK(misfit("reshape", {{"target_shape", list({28, 28, 3})}}, {784}) ==
        "reshape to (28, 28, 3) needs exactly 2352 values, got (None, 784) with 784 | choose a target_shape whose "
        "product is 784; one size may be -1, which takes what the others leave");
  CHECK(misfit("reshape", {{"target_shape", list({-1, 5})}}, {4, 3})
            .starts_with("reshape to (-1, 5) needs a multiple of 5 values, got (None, 4, 3) with 12 | "));
  CHECK(misfit("reshape", {{"target_shape", list({1 << 30, 1 << 30, 1 << 30})}}, {4}) != "");
  const std::string sizes = "'target_shape' must be a list of 1 to 8 sizes >= 1, at most one of them -1, got ";
  CHECK(layer_mistake("reshape", {{"target_shape", list({-1, -1})}}) == sizes + "[-1, -1]");
  CHECK(layer_mistake("reshape", {{"target_shape", list({2, 0})}}) == sizes + "[2, 0]");
  CHECK(layer_mistake("reshape", {{"target_shape", list({})}}) == sizes + "[]");
}

TEST_CASE("permute wants each axis once") {
  CHECK(output("permute", {{"dims", list({3, 1, 2})}}, {4, 5, 6}) == Shape{6, 4, 5});
  CHECK(misfit("permute", {{"dims", list({2, 1})}}, {4, 5, 6}) ==
        "permute with 2 dims needs an input of 2 axes beside the batch, got (None, 4, 5, 6) | name each of the axes 1 "
        "to 3 once in 'dims'");
  CHECK(layer_mistake("permute", {{"dims", list({0, 1})}}) ==
        "'dims' must be the axes 1, 2, ... (at most 8) in some order, each once, got [0, 1]");
}

TEST_CASE("repeat_vector wants a vector") {
  CHECK(misfit("repeat_vector", {{"n", Node::integer(3)}}, {4, 5}) ==
        "repeat_vector needs an input (features), got (None, 4, 5) | put a flatten layer before it");
  CHECK(layer_mistake("repeat_vector", {{"n", Node::integer(0)}}) == "'n' must be >= 1, got 0");
  CHECK(misfit("repeat_vector", {{"n", Node::integer(std::int64_t{1} << 62)}}, {4}) ==
        "repeat_vector would put out (None, 4611686018427387904, 4), more than 2^40 values | choose smaller sizes");
}

TEST_CASE("pooling wants channels, and room for its window") {
  CHECK(misfit("max_pooling2d", {}, {784}) ==
        "max_pooling2d needs an input (height, width, channels), got (None, 784) | put {type: reshape, target_shape: "
        "[28, 28, 1]} before it");
  CHECK(misfit("average_pooling2d", {{"pool_size", Node::integer(2)}}, {28, 30}) ==
        "average_pooling2d needs an input (height, width, channels), got (None, 28, 30) | put {type: reshape, "
        "target_shape: [28, 30, 1]} before it");
  CHECK(misfit("global_max_pooling1d", {}, {7}) ==
        "global_max_pooling1d needs an input (steps, features), got (None, 7) | put {type: reshape, target_shape: [7, "
        "1]} before it");
  CHECK(misfit("max_pooling2d", {{"pool_size", list({2, 5})}}, {4, 4, 1}) ==
        "max_pooling2d: a window of 2 x 5 does not fit into an input of 4 x 4 | make pool_size smaller, or write "
        "padding: same");
  CHECK(misfit("max_pooling1d", {{"pool_size", Node::integer(9)}}, {4, 1})
            .starts_with("max_pooling1d: a window of 9 does not fit into an input of 4 | "));
  CHECK(output("max_pooling2d", {}, {5, 7, 3}) == Shape{2, 3, 3});
  CHECK(output("max_pooling2d", {{"padding", Node::string("same")}}, {5, 7, 3}) == Shape{3, 4, 3});
  CHECK(layer_mistake("average_pooling2d", {}).starts_with("layer 'average_pooling2d' needs 'pool_size'"));
}

TEST_CASE("channels come last") {
  CHECK(layer_mistake("max_pooling2d", {{"data_format", Node::string("channels_first")}})
            .starts_with("'data_format: channels_first' is not available yet"));
  CHECK(layer_mistake("max_pooling2d", {{"data_format", Node::string("channels_last")}}) == "");
}

TEST_CASE("cropping leaves something") {
  CHECK(misfit("cropping1d", {{"cropping", list({2, 3})}}, {5, 2}) ==
        "cropping1d cuts 2 + 3 off the steps of (None, 5, 2), which leaves nothing | cut off less than 5 along that "
        "axis");
  CHECK(misfit("cropping2d", {{"cropping", list({0, 2})}}, {5, 4, 2}) ==
        "cropping2d cuts 2 + 2 off the width of (None, 5, 4, 2), which leaves nothing | cut off less than 4 along that "
        "axis");
}

TEST_CASE("margins are one number, one an axis or one a side") {
  CHECK(written("zero_padding2d", {{"padding", Node::integer(2)}}).find("padding: 2") != std::string::npos);
  CHECK(written("zero_padding2d", {{"padding", list({1, 2})}}).find("padding: [1, 2]") != std::string::npos);
  CHECK(written("zero_padding2d", {{"padding", Node::sequence({list({1, 0}), list({2, 2})})}})
            .find("padding: [[1, 0], 2]") != std::string::npos);
  CHECK(written("zero_padding1d", {{"padding", list({1, 2})}}).find("padding: [1, 2]") != std::string::npos);
  CHECK(layer_mistake("zero_padding2d", {{"padding", Node::integer(-1)}}) ==
        "'padding' must be an integer >= 0 or a list of 2, got -1");
  CHECK(layer_mistake("zero_padding2d", {{"padding", Node::sequence({Node::integer(1), list({1, 2, 3})})}}) ==
        "'padding[1]' must be an integer >= 0 or a list of 2, got a list of 3");
}

TEST_CASE("an image that nobody could hold is refused") {
  CHECK(misfit("up_sampling2d", {{"size", Node::integer(65535)}}, {1000, 1000, 1}) ==
        "up_sampling2d would put out (None, 65535000, 65535000, 1), more than 2^40 values | choose smaller sizes");
}

TEST_CASE("softmax and prelu name axes they do not have") {
  CHECK(misfit("softmax", {{"axis", Node::integer(3)}}, {4, 5}) ==
        "softmax has no axis 3 in (None, 4, 5) | choose axes from 1 to 2, or from -2 to -1");
  CHECK(misfit("softmax", {{"axis", list({2, -1})}}, {4, 5}) ==
        "softmax names axis 2 of (None, 4, 5) twice | name each axis once");
  CHECK(layer_mistake("softmax", {{"axis", Node::integer(0)}}) ==
        "'axis' must be an axis or a list of axes other than 0, the batch, got 0");
  CHECK(layer_mistake("softmax", {{"axis", Node::string("last")}}) ==
        "'axis' must be an axis or a list of axes, got 'last' | write 'axis: 1' or 'axis: [1, 2]'");
  CHECK(layer_mistake("softmax", {{"axis", list({1, 1})}}) == "'axis' names axis 1 twice | name each axis once");
  CHECK(misfit("prelu", {{"shared_axes", list({1, 3})}}, {4, 5}) ==
        "prelu cannot share axis 3 of (None, 4, 5) | name axes from 1 to 2 in 'shared_axes'; axis 0 is the batch");
  CHECK(layer_mistake("prelu", {{"shared_axes", Node::integer(0)}}) ==
        "'shared_axes' must be an axis >= 1 or a list of such (0 is the batch), got 0");
}

TEST_CASE("masks go through activations, and end where the steps change") {
  for (const char* type : {"relu", "leaky_relu", "elu", "prelu", "softmax"}) CHECK(passes_mask(type, {}, {4, 3}));
  CHECK(passes_mask("activation", {{"activation", Node::string("tanh")}}, {4, 3}));
  for (const char* type : {"max_pooling1d", "global_average_pooling1d", "cropping1d", "zero_padding1d"}) {
    CHECK_FALSE(passes_mask(type, {}, {4, 3}));
  }
  CHECK_FALSE(passes_mask("permute", {{"dims", list({2, 1})}}, {4, 3}));
}

TEST_CASE("the mean of no step is 0") {
  const auto layer = layer_config("global_average_pooling1d").make();
  const TensorSpec input{{2, 3}, true};
  const std::vector<Real> x{1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6};
  const std::vector<Real> mask{0, 0, 0, 1};
  std::vector<Real> y(6);
  layer->forward({.rows = 2, .input = input, .x = x.data(), .mask = mask.data(), .y = y.data()});
  CHECK(y == std::vector<Real>{0, 0, 0, 4, 5, 6});
}

}  // namespace nnctl
