// Recurrent layers and their wrappers: plans, first values, and what is said of mistakes.
#include <catch2/catch.hpp>

#include "unit/layers/layer_config.hpp"

namespace nnctl {

using schema::Node;

namespace {

Node units(std::int64_t count) { return Node::integer(count); }

/// What plan() says of an input it cannot take.
std::string mismatch(const LayerPartConfig& config, const TensorSpec& input) {
  try {
    config.make()->plan(input);
  } catch (const ShapeMismatch& error) {
    return std::string(error.what()) + " | " + error.hint;
  }
  return {};
}

std::vector<std::string> parameter_names(const LayerPlan& plan) {
  std::vector<std::string> names;
  for (const ParameterSpec& parameter : plan.parameters) names.push_back(parameter.name);
  return names;
}

Node inner(const char* type, std::vector<std::pair<const char*, Node>> keys = {}) { return layer_node(type, keys); }

}  // namespace

TEST_CASE("a recurrent layer on an input without steps says how to get them") {
  CHECK(mismatch(layer_config("lstm", {{"units", units(4)}}), {{64}}) ==
        "lstm needs an input (steps, features), got (None, 64) | put {type: reshape, target_shape: [64, 1]} before it");
  CHECK(mismatch(layer_config("gru", {{"units", units(4)}}), {{8, 8, 3}}) ==
        "gru needs an input (steps, features), got (None, 8, 8, 3) | put {type: reshape, target_shape: [64, 3]} "
        "before it");
  CHECK(mismatch(layer_config("simple_rnn", {{"units", units(4)}, {"activation", Node::string("glu")}}), {{3, 2}}) ==
        "simple_rnn needs an activation that keeps the width of 4 units | choose another, such as tanh");
}

TEST_CASE("weights of a recurrent layer are Keras's") {
  const LayerPlan lstm = layer_config("lstm", {{"units", units(3)}}).make()->plan({{5, 2}});
  CHECK(lstm.output.shape == Shape{3});
  CHECK(parameter_names(lstm) == std::vector<std::string>{"kernel", "recurrent_kernel", "bias"});
  CHECK(lstm.parameters[0].shape == Shape{2, 12});
  CHECK(lstm.parameters[1].shape == Shape{3, 12});
  CHECK(lstm.parameters[2].shape == Shape{12});
  std::vector<Real> bias(12, Real{7});
  lstm.parameters[2].initializer.make()->fill({12}, RandomStream(1, "bias"), bias);
  CHECK(bias == std::vector<Real>{0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0});
  const LayerPlan gru = layer_config("gru", {{"units", units(3)}}).make()->plan({{5, 2}});
  CHECK(gru.parameters[2].shape == Shape{2, 9});
  const auto before = layer_config("gru", {{"units", units(3)}, {"reset_after", Node::boolean(false)}});
  CHECK(before.make()->plan({{5, 2}}).parameters[2].shape == Shape{9});
}

TEST_CASE("a mask goes on with a sequence and ends with it") {
  const TensorSpec masked{{5, 2}, true};
  CHECK_FALSE(layer_config("lstm", {{"units", units(3)}}).make()->plan(masked).output.has_mask);
  const auto sequences = layer_config("lstm", {{"units", units(3)}, {"return_sequences", Node::boolean(true)}});
  CHECK(sequences.make()->plan(masked).output.has_mask);
  CHECK_FALSE(sequences.make()->plan({{5, 2}}).output.has_mask);
  CHECK(layer_config("masking").make()->plan({{5, 2}}).makes_mask);
  CHECK(layer_config("activation", {{"activation", Node::string("tanh")}}).make()->plan(masked).output.has_mask);
}

TEST_CASE("wrappers name the inner layers' weights as Keras does") {
  const auto both = layer_config("bidirectional", {{"layer", inner("lstm", {{"units", units(2)}})}});
  const LayerPlan plan = both.make()->plan({{5, 3}});
  CHECK(plan.output.shape == Shape{4});
  CHECK(parameter_names(plan) == std::vector<std::string>{"forward_lstm/kernel", "forward_lstm/recurrent_kernel",
                                                          "forward_lstm/bias", "backward_lstm/kernel",
                                                          "backward_lstm/recurrent_kernel", "backward_lstm/bias"});
  const auto named =
      layer_config("time_distributed", {{"layer", inner("dense", {{"units", units(2)}, {"name", Node::string("a")}})}});
  CHECK(parameter_names(named.make()->plan({{5, 3}})) == std::vector<std::string>{"a/kernel", "a/bias"});
}

TEST_CASE("what wrappers cannot hold") {
  CHECK(mismatch(layer_config("bidirectional", {{"layer", inner("dense", {{"units", units(2)}})}}), {{5, 3}}) ==
        "bidirectional needs a recurrent layer, got 'dense' | put an lstm, gru or simple_rnn into it");
  const auto other_width = layer_config(
      "bidirectional", {{"layer", inner("lstm", {{"units", units(2)}})},
                        {"backward_layer", inner("lstm", {{"units", units(3)}, {"go_backwards", Node::boolean(true)}})},
                        {"merge_mode", Node::string("sum")}});
  CHECK(mismatch(other_width, {{5, 3}}) ==
        "merge_mode sum needs layers of one width, got 2 and 3 units | give both the same units, or set merge_mode: "
        "concat");
  const auto same_way = layer_config("bidirectional", {{"layer", inner("lstm", {{"units", units(2)}})},
                                                       {"backward_layer", inner("lstm", {{"units", units(2)}})}});
  CHECK(mismatch(same_way, {{5, 3}}) ==
        "the two layers of bidirectional read in the same direction | set go_backwards: true on the backward_layer "
        "alone");
  CHECK(mismatch(layer_config("time_distributed", {{"layer", inner("dense", {{"units", units(2)}})}}), {{64}}) ==
        "time_distributed needs (steps, ...), got (None, 64) | put {type: reshape, target_shape: [steps, features]} "
        "before it, or use the inner layer alone");
  CHECK(layer_mistake("time_distributed", {{"layer", inner("dense", {{"units", Node::plain("auto")}})}}) ==
        "'units: auto' is for the model's last layer, not for a layer inside another | write the number of units");
  CHECK(layer_mistake("time_distributed",
                      {{"layer", inner("dense", {{"units", units(2)}, {"trainable", Node::boolean(false)}})}}) ==
        "'trainable' cannot be set on a layer inside another | set it on the outer layer");
  CHECK(layer_mistake("time_distributed",
                      {{"layer", inner("dense", {{"units", units(2)}, {"name", Node::string("a b")}})}}) ==
        "'a b' cannot name a layer | a letter or '_' first, then letters, digits, '_' and '-'");
}

TEST_CASE("embedding reads no row that is not there") {
  const auto layer = layer_config("embedding", {{"input_dim", units(2)}, {"output_dim", units(1)}}).make();
  const TensorSpec input{{7}};
  CHECK(layer->plan(input).input_ids == 2);
  constexpr Real kNan = std::numeric_limits<Real>::quiet_NaN();
  const std::vector<Real> x = {0, 1, 2, -1, 1e30F, kNan, Real{1.5}};
  const std::vector<Real> table = {10, 20};
  std::vector<Real> y(x.size());
  const Real* parameters[] = {table.data()};
  layer->forward({.rows = 1, .input = input, .x = x.data(), .parameters = parameters, .y = y.data()});
  CHECK(y[0] == 10);
  CHECK(y[1] == 20);
  for (const std::size_t i : {2U, 3U, 4U, 5U}) CHECK(std::isnan(y[i]));
  CHECK(y[6] == 20);  // a fraction is cut off, as in Keras
  std::vector<Real> dtable(2);
  Real* gradients[] = {dtable.data()};
  std::vector<Real> dy(x.size(), Real{1});
  layer->backward(
      {.rows = 1, .input = input, .x = x.data(), .parameters = parameters, .dy = dy.data(), .gradients = gradients});
  CHECK(dtable == std::vector<Real>{1, 2});
  CHECK(layer_mistake("embedding", {{"input_dim", units(16777217)}, {"output_dim", units(1)}}) ==
        "'input_dim' must be between 1 and 16777216, got 16777217");
}

}  // namespace nnctl
