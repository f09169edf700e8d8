// Recurrent layers on the sequence and the weights of the project's table of reference values, made with Keras 3.15:
// x = (-0.6, -0.3), (0, 0.3), (0.6, -0.6), two units, element j of weight k being (j mod 7 - 3) / 10 + k / 20.
#include <catch2/catch.hpp>

#include "unit/layers/layer_config.hpp"

namespace nnctl {

using schema::Node;

namespace {

constexpr Real kInput[] = {-0.6F, -0.3F, 0, 0.3F, 0.6F, -0.6F};

/// The outputs of all steps.
std::vector<Real> sequence(const char* type, std::vector<std::pair<const char*, Node>> keys,
                           const std::vector<Real>& mask = {}) {
  keys.emplace_back("units", Node::integer(2));
  keys.emplace_back("return_sequences", Node::boolean(true));
  const auto layer = layer_config(type, keys).make();
  const TensorSpec input{{3, 2}, !mask.empty()};
  const LayerPlan plan = layer->plan(input);
  std::vector<std::vector<Real>> weights;
  std::vector<const Real*> pointers;
  for (std::size_t k = 0; k < plan.parameters.size(); ++k) {
    weights.emplace_back();
    for (int j = 0; j < plan.parameters[k].shape.num_elements(); ++j) {
      weights[k].push_back(static_cast<Real>((j % 7 - 3) * 0.1 + 0.05 * static_cast<double>(k)));
    }
  }
  for (const auto& weight : weights) pointers.push_back(weight.data());
  std::vector<Real> y(static_cast<std::size_t>(plan.output.num_elements()));
  std::vector<Real> saved(static_cast<std::size_t>(plan.saved));
  std::vector<Real> workspace(static_cast<std::size_t>(plan.workspace));
  std::vector<Real> scratch(static_cast<std::size_t>(plan.scratch));
  layer->forward({.rows = 1,
                  .input = input,
                  .x = kInput,
                  .mask = mask.empty() ? nullptr : mask.data(),
                  .parameters = pointers,
                  .y = y.data(),
                  .saved = saved.data(),
                  .workspace = workspace.data(),
                  .scratch = scratch.data()});
  return y;
}

void check(const std::vector<Real>& got, const std::vector<Real>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(expected[i]).margin(5e-7));
}

}  // namespace

TEST_CASE("recurrent layers give the table's values") {
  check(sequence("lstm", {}), {.0234738F, .0234437F, .0770743F, .0868765F, .0939080F, .0978832F});
  check(sequence("lstm", {{"go_backwards", Node::boolean(true)}}),
        {.0412096F, .0469871F, .0843515F, .1020928F, .0773771F, .0989429F});
  check(sequence("gru", {}), {.0805625F, .1311491F, .1514126F, .3096126F, .2367527F, .4046167F});
  check(sequence("gru", {{"reset_after", Node::boolean(false)}}),
        {.0733674F, .0703523F, .1421769F, .2150321F, .2221776F, .3001187F});
  check(sequence("simple_rnn", {}), {.0099997F, .0199973F, -.2293467F, -.1001631F, -.2521010F, -.1883309F});
}

TEST_CASE("a masked step repeats the output before, or puts out zero") {
  check(sequence("simple_rnn", {}, {1, 0, 1}), {.0099997F, .0199973F, .0099997F, .0199973F, -.3126680F, -.2169946F});
  check(sequence("simple_rnn", {{"zero_output_for_mask", Node::boolean(true)}}, {1, 0, 1}),
        {.0099997F, .0199973F, 0, 0, -.3126680F, -.2169946F});
}

}  // namespace nnctl
