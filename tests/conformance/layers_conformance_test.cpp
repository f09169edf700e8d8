// Every layer, and dense and activation layers with every activation.
#include <catch2/catch.hpp>

#include "activations/registry.hpp"
#include "conformance/example.hpp"
#include "conformance/layer_contract.hpp"
#include "conformance/layer_run.hpp"
#include "layers/registry.hpp"
#include "schema/render.hpp"

namespace nnctl::conformance {

namespace {

void check_layer(const LayerPartConfig& config, const Layer::Example& example) {
  const std::unique_ptr<Layer> layer = config.make();
  const TensorSpec input{example.input, example.has_mask};
  const LayerPlan plan = layer->plan(input);
  CHECK(plan.output.num_elements() >= 1);
  CHECK(plan.saved >= 0);
  CHECK(plan.workspace >= 0);
  CHECK(plan.scratch >= 0);
  CHECK(plan.flops >= 0);
  if (plan.aliases_input) CHECK(plan.output.num_elements() == input.num_elements());
  for (const ParameterSpec& parameter : plan.parameters) {
    INFO(parameter.name);
    CHECK(parameter.shape.num_elements() >= 1);
    CHECK(parameter.initializer);
  }
  CHECK(check_memory(*layer, example) == "");
  for (const bool training : {false, true}) CHECK(check_gradients(*layer, example, training) == "");
  CHECK(check_determinism(*layer, example, 5) == "");
  CHECK(check_chunks(*layer, example) == "");
  CHECK(check_partial_backward(*layer, example) == "");
}

}  // namespace

TEST_CASE("every example of every layer keeps the contract") {
  for (const auto* type : schema::registry<Layer>().types) {
    REQUIRE_FALSE(type->examples.empty());
    for (const Layer::Example& example : type->examples) {
      INFO(example.yaml << " on " << to_string(example.input));
      check_layer(part<Layer>(example.yaml), example);
    }
  }
}

TEST_CASE("every activation keeps the contract inside a layer") {
  for (const auto* type : schema::registry<Activation>().types) {
    for (const Activation::Example& example : type->examples) {
      for (const char* around : {"{{type: activation, activation: {}}}", "{{type: dense, units: 6, activation: {}}}"}) {
        const std::string yaml = fmt::format(fmt::runtime(around), example.yaml);
        INFO(yaml);
        check_layer(part<Layer>(yaml), {.yaml = yaml, .input = {2, 6}});
      }
    }
  }
}

TEST_CASE("an activation works in place") {
  for (const auto* type : schema::registry<Activation>().types) {
    for (const Activation::Example& example : type->examples) {
      INFO(example.yaml);
      const auto activation = part<Activation>(example.yaml).make();
      constexpr std::int64_t kColumns = 6;
      if (activation->output_columns(kColumns) != kColumns) continue;
      std::vector<Real> x(5 * kColumns);
      std::vector<Real> dy(x.size());
      fill_normal(x, "x", 2);
      fill_normal(dy, "dy", 1);
      std::vector<Real> y(x.size());
      std::vector<Real> dx(x.size());
      activation->forward(5, kColumns, x.data(), y.data());
      activation->backward(5, kColumns, activation->backward_needs_input() ? x.data() : nullptr, y.data(), dy.data(),
                           dx.data());
      std::vector<Real> in_place = x;
      activation->forward(5, kColumns, in_place.data(), in_place.data());
      CHECK(in_place == y);
      activation->backward(5, kColumns, activation->backward_needs_input() ? x.data() : nullptr, y.data(), dy.data(),
                           dy.data());
      CHECK(dy == dx);
      CHECK(activation->is_linear() == (type->info.name == "linear"));
      if (activation->is_plain_relu()) CHECK(type->info.name == "relu");
    }
  }
}

TEST_CASE("a layer's activation can be left to the loss") {
  for (const auto* type : schema::registry<Layer>().types) {
    for (const Layer::Example& example : type->examples) {
      INFO(example.yaml);
      const auto layer = part<Layer>(example.yaml).make();
      const ActivationConfig last = layer->output_activation();
      const std::unique_ptr<Layer> bare = layer->without_activation();
      if (!last || !bare) continue;
      CHECK_FALSE(bare->output_activation());
      LayerRun whole(*layer, example, 5);
      LayerRun plain(*bare, example, 5);
      whole.forward();
      plain.forward();
      const std::int64_t columns = plain.plan.output.shape[-1];
      GuardedBuffer y(static_cast<std::int64_t>(whole.y.values().size()));
      last.make()->forward(static_cast<std::int64_t>(plain.y.values().size()) / columns, columns, plain.y.data(),
                           y.data());
      CHECK(std::ranges::equal(y.values(), whole.y.values()));
    }
  }
}

TEST_CASE("large products are cut the same way whoever runs them") {
  const auto layer = part<Layer>("{type: dense, units: 300, activation: tanh}").make();
  CHECK(check_determinism(*layer, {.yaml = "", .input = {500}}, 128) == "");
  CHECK(check_memory(*layer, {.yaml = "", .input = {500}}) == "");
}

TEST_CASE("a resolved config reads back as itself") {
  const auto check = [](const auto& registry) {
    using Interface = std::remove_cvref_t<decltype(*registry.types.front()->make(nullptr))>;
    for (const auto* type : registry.types) {
      for (const auto& example : type->examples) {
        INFO(registry.info.kind << ' ' << example.yaml);
        const auto given = part<Interface>(example.yaml);
        CHECK(&given.type() == type);
        const schema::Node written = schema::Codec<schema::PartConfig<Interface>>::write(given);
        const std::string text = schema::flow_text(written);
        const auto again = part<Interface>(text);
        CHECK(schema::flow_text(schema::Codec<schema::PartConfig<Interface>>::write(again)) == text);
      }
    }
  };
  check(schema::registry<Layer>());
  check(schema::registry<Activation>());
  check(schema::registry<Initializer>());
  check(schema::registry<Regularizer>());
  check(schema::registry<Constraint>());
}

}  // namespace nnctl::conformance
