#include <catch2/catch.hpp>

#include "unit/layers/layer_config.hpp"

namespace nnctl {

namespace {

using schema::Node;
using Keys = std::vector<std::pair<const char*, Node>>;

Node list(const std::vector<std::int64_t>& sizes) {
  Node node = Node::sequence();
  for (const std::int64_t size : sizes) node.append(Node::integer(size));
  return node;
}

/// With filters: 6 where the layer has them, and kernel_size: 3 unless given.
LayerPartConfig convolution(const char* type, Keys keys = {}) {
  if (std::string_view(type) != "depthwise_conv2d") keys.emplace_back("filters", Node::integer(6));
  bool has_size = false;
  for (const auto& [key, value] : keys) has_size = has_size || std::string_view(key) == "kernel_size";
  if (!has_size) keys.emplace_back("kernel_size", Node::integer(3));
  return layer_config(type, keys);
}

LayerPlan plan(const char* type, const Shape& input, const Keys& keys = {}) {
  return convolution(type, keys).make()->plan({input});
}

std::int64_t num_parameters(const LayerPlan& plan) {
  std::int64_t count = 0;
  for (const ParameterSpec& parameter : plan.parameters) count += parameter.shape.num_elements();
  return count;
}

std::string mistake(const char* type, const Shape& input, const Keys& keys = {}) {
  const LayerPartConfig config = convolution(type, keys);
  try {
    config.make()->plan({input});
  } catch (const ShapeMismatch& mismatch) {
    return std::string(mismatch.what()) + " | " + mismatch.hint;
  }
  return {};
}

}  // namespace

// Keras 3.15.1's count_params()
TEST_CASE("convolutions have as many parameters as Keras's") {
  CHECK(num_parameters(plan("conv2d", {8, 8, 4}, {{"groups", Node::integer(2)}})) == 114);
  CHECK(num_parameters(plan("depthwise_conv2d", {8, 8, 4}, {{"depth_multiplier", Node::integer(2)}})) == 80);
  CHECK(num_parameters(plan("separable_conv2d", {8, 8, 4})) == 66);
  CHECK(num_parameters(plan("conv2d_transpose", {8, 8, 4})) == 222);
  CHECK(num_parameters(plan("conv1d", {8, 4})) == 78);
}

TEST_CASE("convolutions lay their kernels out as Keras") {
  const auto kernel = [](const LayerPlan& plan, std::size_t i = 0) { return plan.parameters.at(i).shape; };
  CHECK(kernel(plan("conv1d", {8, 4}, {{"groups", Node::integer(2)}})) == Shape{3, 2, 6});
  CHECK(kernel(plan("conv2d", {8, 8, 4}, {{"kernel_size", list({3, 2})}})) == Shape{3, 2, 4, 6});
  CHECK(kernel(plan("depthwise_conv2d", {8, 8, 4})) == Shape{3, 3, 4, 1});
  CHECK(kernel(plan("conv2d_transpose", {8, 8, 4})) == Shape{3, 3, 6, 4});
  const LayerPlan separable = plan("separable_conv2d", {8, 8, 4}, {{"depth_multiplier", Node::integer(2)}});
  CHECK(separable.parameters[0].name == "depthwise_kernel");
  CHECK(kernel(separable) == Shape{3, 3, 4, 2});
  CHECK(separable.parameters[1].name == "pointwise_kernel");
  CHECK(kernel(separable, 1) == Shape{1, 1, 8, 6});
  CHECK(separable.parameters[2].name == "bias");
}

TEST_CASE("convolutions put out what Keras's do") {
  const auto height = [](const char* type, std::int64_t size, Keys keys) {
    return plan(type, {size, size, 2}, keys).output.shape[0];
  };
  const Node two = Node::integer(2);
  const Node same = Node::string("Same");
  CHECK(height("conv2d", 28, {}) == 26);
  CHECK(height("conv2d", 5, {{"strides", two}, {"padding", same}}) == 3);
  CHECK(height("conv2d", 7, {{"dilation_rate", two}}) == 3);
  CHECK(height("depthwise_conv2d", 7, {{"dilation_rate", two}, {"strides", two}}) == 2);
  CHECK(plan("conv1d", {10, 2}, {{"padding", Node::string("causal")}, {"strides", two}}).output.shape == Shape{5, 6});
  CHECK(height("conv2d_transpose", 4, {{"strides", two}}) == 9);
  CHECK(height("conv2d_transpose", 4, {{"strides", Node::integer(4)}}) == 16);
  CHECK(height("conv2d_transpose", 4, {{"strides", two}, {"output_padding", Node::integer(1)}}) == 10);
  CHECK(height("conv2d_transpose", 4, {{"strides", two}, {"padding", same}}) == 8);
  CHECK(height("conv2d_transpose", 4, {{"strides", two}, {"padding", same}, {"output_padding", Node::integer(0)}}) ==
        7);
}

TEST_CASE("a convolution's work is counted") {
  CHECK(plan("conv2d", {8, 8, 4}, {{"groups", Node::integer(2)}}).flops == 2 * 36 * 9 * 2 * 6);
  CHECK(plan("depthwise_conv2d", {8, 8, 4}).flops == 2 * 36 * 9 * 4);
  CHECK(plan("separable_conv2d", {8, 8, 4}).flops == 2 * 36 * 9 * 4 + 2 * 36 * 4 * 6);
  CHECK(plan("conv2d_transpose", {8, 8, 4}).flops == 2 * 64 * 9 * 4 * 6);
}

TEST_CASE("convolutions say what input they need") {
  CHECK(mistake("conv2d", {784}) ==
        "conv2d needs an input (height, width, channels), got (None, 784) | put {type: reshape, target_shape: [28, 28, "
        "1]} before it");
  CHECK(mistake("conv2d", {3072}) ==
        "conv2d needs an input (height, width, channels), got (None, 3072) | put {type: reshape, target_shape: [32, "
        "32, 3]} before it");
  CHECK(mistake("depthwise_conv2d", {10}) ==
        "depthwise_conv2d needs an input (height, width, channels), got (None, 10) | put {type: reshape, target_shape: "
        "[height, width, channels]} before it");
  CHECK(mistake("conv2d_transpose", {28, 28}) ==
        "conv2d_transpose needs an input (height, width, channels), got (None, 28, 28) | put {type: reshape, "
        "target_shape: [28, 28, 1]} before it");
  CHECK(mistake("conv1d", {16}) ==
        "conv1d needs an input (steps, features), got (None, 16) | put {type: reshape, target_shape: [16, 1]} before "
        "it");
  CHECK(mistake("conv1d", {4, 5, 3}) ==
        "conv1d needs an input (steps, features), got (None, 4, 5, 3) | put {type: reshape, target_shape: [20, 3]} "
        "before it");
}

TEST_CASE("a window that does not fit") {
  CHECK(mistake("conv2d", {2, 9, 4}) ==
        "conv2d: a window of 3 x 3 does not fit into an input of 2 x 9 | make kernel_size smaller, or write padding: "
        "same");
  CHECK(mistake("conv1d", {6, 1}, {{"dilation_rate", Node::integer(3)}}) ==
        "conv1d: a window of 7 (dilated) does not fit into an input of 6 | make kernel_size or dilation_rate smaller, "
        "or write padding: same");
  CHECK(mistake("separable_conv2d", {2, 2, 4}, {{"padding", Node::string("same")}}) == "");
}

TEST_CASE("options that exclude each other") {
  const Node two = Node::integer(2);
  CHECK(mistake("conv2d", {9, 9, 4}, {{"strides", two}, {"dilation_rate", list({1, 3})}}) ==
        "conv2d cannot have strides 2 and dilation_rate 3 at once | leave one of them at 1");
  CHECK(mistake("depthwise_conv2d", {9, 9, 4}, {{"strides", two}, {"dilation_rate", two}}) == "");
  CHECK(mistake("conv2d", {9, 9, 4}, {{"groups", Node::integer(4)}}) ==
        "conv2d: 4 groups do not divide its 6 filters | choose 'filters' a multiple of 'groups'");
  CHECK(mistake("conv1d", {9, 4}, {{"groups", Node::integer(3)}}) ==
        "conv1d: 3 groups do not divide its 4 input channels | choose 'groups' a divisor of the input's channels, its "
        "last axis");
  CHECK(mistake("conv2d_transpose", {9, 9, 4}, {{"strides", two}, {"output_padding", list({1, 2})}}) ==
        "conv2d_transpose: output_padding 2 must be below strides 2 | make 'output_padding' smaller, or leave it out");
  CHECK(mistake("conv2d_transpose", {1, 1, 4},
                {{"kernel_size", two}, {"padding", Node::string("same")}, {"output_padding", Node::integer(0)}}) ==
        "conv2d_transpose makes an output of 0 x 0 from (None, 1, 1, 4) | leave 'output_padding' out, or choose an "
        "odd 'kernel_size'");
}

TEST_CASE("a kernel beyond any machine") {
  CHECK(mistake("conv2d", {8, 8, 4}, {{"kernel_size", Node::integer(65535)}, {"padding", Node::string("same")}}) == "");
  CHECK(
      mistake("conv2d", {800, 800, 999}, {{"kernel_size", Node::integer(65535)}, {"padding", Node::string("same")}}) ==
      "conv2d: a kernel of 2.57e+13 numbers at 800 x 800 places is beyond any machine | make 'kernel_size' or "
      "'filters' smaller");
}

TEST_CASE("convolutions check their numbers") {
  CHECK(layer_mistake("conv2d", {{"filters", Node::integer(0)}, {"kernel_size", Node::integer(3)}}) ==
        "'filters' must be from 1 to 2147483647, got 0");
  CHECK(layer_mistake("conv2d", {{"filters", Node::integer(4)}}) ==
        "layer 'conv2d' needs 'kernel_size' | add 'kernel_size: ...': Height and width of the window.");
  CHECK(layer_mistake("conv2d", {{"filters", Node::integer(4)}, {"kernel_size", list({3, 3, 3})}}) ==
        "'kernel_size' must be an integer >= 1 or a list of 2, got a list of 3");
  CHECK(layer_mistake(
            "conv2d",
            {{"filters", Node::integer(4)}, {"kernel_size", Node::integer(3)}, {"padding", Node::string("causal")}}) ==
        "'padding' must be 'valid' or 'same', got 'causal'");
}

TEST_CASE("a convolution keeps its sums only for an activation that asks for them") {
  const auto saved = [](const char* activation) {
    return plan("conv2d", {5, 5, 1}, {{"activation", Node::string(activation)}}).saved;
  };
  CHECK(saved("relu") == 0);
  CHECK(saved("tanh") == 0);
  CHECK(saved("gelu") == 3 * 3 * 6);
  CHECK(plan("separable_conv2d", {5, 5, 2}).saved == 3 * 3 * 2);
}

}  // namespace nnctl
