#include "model/plan.hpp"

#include <cmath>

#include "model/executor.hpp"
#include "model/summary.hpp"
#include "unit/model/models.hpp"

namespace nnctl {
namespace {

std::vector<LayerSpec> two_layers() { return {dense_spec("hidden", 5, "relu"), dense_spec("out", 3, "softmax")}; }

std::vector<Real> fresh(const ModelPlan& plan, std::uint64_t seed) {
  std::vector<Real> weights(static_cast<std::size_t>(plan.packed_size()));
  initialize(plan, seed, weights);
  return weights;
}

TEST_CASE("parameters have Keras's shapes and start on 64-byte boundaries") {
  const ModelPlan plan(two_layers(), {Shape{7}}, false);
  REQUIRE(plan.parameters().size() == 4);
  CHECK(plan.parameters()[0].name == "hidden/kernel");
  CHECK(plan.parameters()[0].shape == Shape{7, 5});
  CHECK(plan.parameters()[1].name == "hidden/bias");
  CHECK(plan.parameters()[1].shape == Shape{5});
  CHECK(plan.parameters()[2].name == "out/kernel");
  CHECK(plan.parameters()[2].shape == Shape{5, 3});
  CHECK(plan.parameters()[3].name == "out/bias");
  constexpr std::int64_t kBoundary = 64 / sizeof(Real);
  std::int64_t end = 0;
  for (const Parameter& parameter : plan.parameters()) {
    CHECK(parameter.offset % kBoundary == 0);
    CHECK(parameter.offset >= end);
    CHECK(parameter.size == parameter.shape.num_elements());
    end = parameter.offset + parameter.size;
  }
  CHECK(plan.packed_size() >= end);
  CHECK(plan.num_parameters() == 7 * 5 + 5 + 5 * 3 + 3);
  CHECK(plan.num_trainable() == plan.num_parameters());
  CHECK(plan.flops() == 2 * (7 * 5 + 5 * 3));
  CHECK(plan.output().shape == Shape{3});
  REQUIRE(plan.trainable_ranges().size() == 1);
  CHECK(plan.trainable_ranges()[0].begin == 0);
  CHECK(plan.trainable_ranges()[0].end == plan.packed_size());
}

std::string mistake(const std::vector<LayerSpec>& specs, const Shape& input) {
  try {
    const ModelPlan plan(specs, {input}, false);
  } catch (const PlanError& error) {
    return std::string(error.what()) + " | " + error.hint;
  }
  return "";
}

TEST_CASE("a layer that misses the steps of a recurrent one names it") {
  const auto integer = [](std::int64_t value) { return schema::Node::integer(value); };
  const LayerSpec lstm = layer_spec("memory", "lstm", {{"units", integer(4)}});
  const LayerSpec conv = layer_spec("conv", "conv1d", {{"filters", integer(2)}, {"kernel_size", integer(2)}});
  const LayerSpec pool = layer_spec("pool", "global_max_pooling1d");
  const LayerSpec dropout = layer_spec("dropout", "dropout", {{"rate", schema::Node::number(0.5)}});
  const std::string cure = " | set return_sequences: true on 'memory', which puts out its last state alone";
  CHECK(mistake({lstm, layer_spec("next", "gru", {{"units", integer(2)}})}, {5, 3}) ==
        "model.layers[1] next: gru needs an input (steps, features), got (None, 4)" + cure);
  CHECK(mistake({lstm, dropout, conv}, {5, 3}) ==
        "model.layers[2] conv: conv1d needs an input (steps, features), got (None, 4)" + cure);
  CHECK(mistake({lstm, pool}, {5, 3}) ==
        "model.layers[1] pool: global_max_pooling1d needs an input (steps, features), got (None, 4)" + cure);
  // Steps would be too few for the window, or are not what is missing
  CHECK(mistake({lstm, conv}, {1, 3}) ==
        "model.layers[1] conv: conv1d needs an input (steps, features), got (None, 4) | put {type: reshape, "
        "target_shape: [4, 1]} before it");
  CHECK(mistake({lstm, layer_spec("image", "max_pooling2d")}, {5, 3}) ==
        "model.layers[1] image: max_pooling2d needs an input (height, width, channels), got (None, 4) | put {type: "
        "reshape, target_shape: [2, 2, 1]} before it");
  CHECK(mistake({lstm, layer_spec("flat", "flatten"), conv}, {5, 3}) ==
        "model.layers[2] conv: conv1d needs an input (steps, features), got (None, 4) | put {type: reshape, "
        "target_shape: [4, 1]} before it");
  CHECK(mistake({layer_spec("flat", "flatten"), pool}, {5, 3}) ==
        "model.layers[1] pool: global_max_pooling1d needs an input (steps, features), got (None, 15) | put {type: "
        "reshape, target_shape: [15, 1]} before it");
}

TEST_CASE("a layer beyond any memory is a mistake") {
  CHECK(mistake({dense_spec("wide", 2'000'000'000), dense_spec("wider", 2'000'000'000)}, {3}) ==
        "model.layers[1] wider: 'kernel' of shape (2000000000, 2000000000) has more than 2^40 values | choose smaller "
        "sizes");
}

TEST_CASE("moving statistics are parameters that training does not update") {
  const ModelPlan plan(
      {dense_spec("hidden", 4), layer_spec("normal", "batch_normalization"),
       layer_spec("bare", "batch_normalization",
                  {{"center", schema::Node::boolean(false)}, {"scale", schema::Node::boolean(false)}})},
      {Shape{3}}, false);
  std::string names;
  for (const Parameter& parameter : plan.parameters()) names += parameter.name + (parameter.trainable ? " " : "* ");
  CHECK(names ==
        "hidden/kernel hidden/bias normal/gamma normal/beta normal/moving_mean* normal/moving_variance* "
        "bare/moving_mean* bare/moving_variance* ");
  const ModelSummary summary = summarize(plan);
  CHECK(summary.total_parameters == 16 + 16 + 8);
  CHECK(summary.trainable_parameters == 16 + 8);
  CHECK(summary.layers[1].parameters == 16);
  CHECK(summary.layers[2].trainable);  // nothing froze it
}

TEST_CASE("frozen layers are no part of the ranges that training updates") {
  std::vector<LayerSpec> specs = {dense_spec("a", 2), dense_spec("b", 2), dense_spec("c", 2)};
  specs[1].trainable = false;
  const ModelPlan plan(specs, {Shape{2}}, false);
  REQUIRE(plan.trainable_ranges().size() == 2);
  CHECK(plan.trainable_ranges()[0].end == plan.parameters()[2].offset);
  CHECK(plan.trainable_ranges()[1].begin == plan.parameters()[4].offset);
  CHECK(plan.num_trainable() == 12);
  CHECK(plan.num_parameters() == 18);
  const ModelSummary summary = summarize(plan);
  CHECK(summary.trainable_parameters == 12);
  CHECK(summary.layers[0].trainable);
  CHECK_FALSE(summary.layers[1].trainable);
}

TEST_CASE("an output activation that is split off gives the same predictions") {
  const ModelPlan whole(two_layers(), {Shape{4}}, false);
  const ModelPlan split(two_layers(), {Shape{4}}, true);
  CHECK(whole.output_activation() == nullptr);
  REQUIRE(split.output_activation() != nullptr);
  const std::vector<Real> weights = fresh(whole, 3);
  CHECK(weights == fresh(split, 3));
  Executor a(whole, 0, 6, false);
  Executor b(split, 0, 6, true);
  for (int i = 0; i < 24; ++i) a.input()[i] = b.input()[i] = static_cast<Real>(std::sin(i));
  a.forward({}, 6, weights.data());
  b.forward({}, 6, weights.data());
  const Real* left = a.predictions(6);
  const Real* right = b.predictions(6);
  for (int i = 0; i < 18; ++i) CHECK(left[i] == Approx(right[i]).epsilon(1e-6));
}

TEST_CASE("a layer that cannot take its input is named") {
  const std::vector<LayerSpec> specs = {layer_spec("flat", "flatten"), dense_spec("x", 4),
                                        layer_spec("gate", "activation", {{"activation", schema::Node::string("glu")}}),
                                        dense_spec("y", 3, "glu")};
  try {
    const ModelPlan plan(specs, {Shape{3}}, false);
    FAIL("planned");
  } catch (const PlanError& error) {
    CHECK(error.layer == 3);
    CHECK(std::string(error.what()).starts_with("model.layers[3] y: "));
    CHECK_FALSE(error.hint.empty());
  }
}

TEST_CASE("initial weights follow from seed and name alone") {
  const ModelPlan plan(two_layers(), {Shape{7}}, false);
  CHECK(fresh(plan, 1) == fresh(plan, 1));
  CHECK(fresh(plan, 1) != fresh(plan, 2));
  std::vector<LayerSpec> more = two_layers();
  more.insert(more.begin() + 1, dense_spec("middle", 5));
  const ModelPlan longer(more, {Shape{7}}, false);
  const std::vector<Real> a = fresh(plan, 1);
  const std::vector<Real> b = fresh(longer, 1);
  CHECK(std::equal(a.begin() + plan.parameters()[2].offset, a.begin() + plan.parameters()[2].offset + 15,
                   b.begin() + longer.parameters()[4].offset));
  std::vector<Real> dirty(a.size(), Real{7});
  initialize(plan, 1, dirty);
  CHECK(dirty == a);
}

TEST_CASE("the hash of weights sees every bit of a parameter and nothing of the padding") {
  const ModelPlan plan(two_layers(), {Shape{7}}, false);
  std::vector<Real> weights = fresh(plan, 1);
  const std::string hash = weights_hash(plan, weights);
  CHECK(hash.size() == 32);
  std::vector<bool> used(weights.size());
  for (const Parameter& parameter : plan.parameters()) {
    for (std::int64_t i = 0; i < parameter.size; ++i) used[static_cast<std::size_t>(parameter.offset + i)] = true;
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    auto* bytes = reinterpret_cast<unsigned char*>(&weights[i]);
    bytes[0] = static_cast<unsigned char>(bytes[0] ^ 1U);
    CHECK((weights_hash(plan, weights) != hash) == used[i]);
    bytes[0] = static_cast<unsigned char>(bytes[0] ^ 1U);
  }
  CHECK(weights_hash(plan, weights) == hash);
  std::vector<LayerSpec> renamed = two_layers();
  renamed[0].name = "other";
  CHECK(weights_hash(ModelPlan(renamed, {Shape{7}}, false), weights) != hash);
}

/// "layer: message | hint"
std::string plan_mistake(const std::vector<LayerSpec>& specs, const Shape& input) {
  try {
    const ModelPlan plan(specs, {input}, false);
  } catch (const PlanError& error) {
    return std::to_string(error.layer) + ": " + error.what() + " | " + error.hint;
  }
  return {};
}

TEST_CASE("a part that cannot take a weight's shape is found before training") {
  const auto with = [](const char* key, schema::Node part) {
    return std::vector<LayerSpec>{dense_spec("first", 3),
                                  layer_spec("second", "dense", {{"units", schema::Node::integer(1)}, {key, part}})};
  };
  CHECK(plan_mistake(with("bias_initializer", schema::Node::string("orthogonal")), {4}) ==
        "1: model.layers[1] second: initializer 'orthogonal' of 'bias' needs two axes or more, not (1,) | choose "
        "another initializer for 'bias'");
  CHECK(plan_mistake(with("kernel_regularizer",
                          layer_node("orthogonal_regularizer", {{"mode", schema::Node::string("columns")}})),
                     {4}) ==
        "1: model.layers[1] second: regularizer 'orthogonal_regularizer' of 'kernel' needs two columns or more, not "
        "(3, 1) | choose another regularizer for 'kernel'");
  CHECK(plan_mistake(with("kernel_constraint", layer_node("max_norm", {{"axis", schema::Node::integer(2)}})), {4}) ==
        "1: model.layers[1] second: constraint 'max_norm' of 'kernel' has no axis 2 in (3, 1) | choose another "
        "constraint for 'kernel'");
  CHECK(plan_mistake(with("kernel_initializer", schema::Node::string("identity")), {4}) == "");

  std::vector<LayerSpec> specs = {dense_spec("first", 3)};
  specs[0].activity_regularizer = RegularizerConfig::named("orthogonal_regularizer");
  CHECK(plan_mistake(specs, {4}) ==
        "0: model.layers[0] first: regularizer 'orthogonal_regularizer' is for one weight, not for the outputs of a "
        "batch | choose another activity_regularizer");
}

}  // namespace
}  // namespace nnctl
