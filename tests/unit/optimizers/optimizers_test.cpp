// What the golden vectors and the conformance test do not say of optimizers: names, messages, rates and slots.
#include <catch2/catch.hpp>

#include "optimizers/optimizer.hpp"

using namespace nnctl;

namespace {

using schema::Node;

Node map(const std::string& type, const std::string& key, Node value) {
  Node node = Node::map();
  node.set("type", Node::string(type));
  node.set(key, std::move(value));
  return node;
}

OptimizerConfig config_of(const Node& node) {
  schema::Reader reader;
  OptimizerConfig config;
  schema::read_part(reader, node, "optimizer", config);
  reader.throw_if_failed();
  return config;
}

std::string error_of(const Node& node) {
  try {
    config_of(node);
  } catch (const UserError& error) {
    return error.what();
  }
  return {};
}

constexpr const char* kLater =
    "\n  hint: it is part of the config's grammar and comes in a later release; remove it for now\n";

}  // namespace

TEST_CASE("a learning rate is a finite number above 0") {
  for (const char* type : {"sgd", "adam"}) {
    for (const char* rate : {"0", "-0.1", ".inf", "-.inf", ".nan", "1e-60", "1e39"}) {
      CHECK(error_of(map(type, "learning_rate", Node::plain(rate))) ==
            fmt::format("error: 'learning_rate' must be a finite number > 0, got {}\n", rate));
    }
    CHECK(error_of(map(type, "learning_rate", Node::plain("fast"))) ==
          "error: 'learning_rate' must be a number, got 'fast'\n");
    CHECK(error_of(map(type, "learning_rate", Node::plain("1"))) == "");
    CHECK(error_of(map(type, "learning_rate", map("cosine_decay", "decay_steps", Node::integer(100)))) ==
          "error: schedule 'cosine_decay' needs 'initial_learning_rate'\n  hint: add 'initial_learning_rate: ...': The "
          "rate of the first step.\n");
  }
}

TEST_CASE("optimizers that do not exist, or not yet") {
  for (const char* name : {"muon", "Muon", "ScheduleFreeAdamW", "LossScaleOptimizer"}) {
    CHECK(error_of(Node::string(name)) == fmt::format("error: optimizer '{}' is not available yet{}", name, kLater));
  }
  CHECK(error_of(Node::string("adan")) == "error: unknown optimizer 'adan'\n  hint: did you mean 'adam'?\n");
  CHECK(error_of(map("sgd", "momentum", Node::plain("1.5"))) == "error: 'momentum' must be between 0 and 1, got 1.5\n");
  CHECK(error_of(map("adam", "beta_2", Node::plain("1"))) == "error: 'beta_2' must be at least 0 and below 1, got 1\n");
  CHECK(error_of(map("sgd", "decay", Node::plain("-1"))) == "error: 'decay' must be a finite number >= 0, got -1\n");
}

TEST_CASE("an optimizer keeps only the slots it needs") {
  const auto slots = [](const Node& node) {
    std::string names;
    for (const OptimizerState& slot : config_of(node).make()->slots()) {
      names += fmt::format("{}={} ", slot.name, slot.initial);
    }
    return names;
  };
  CHECK(slots(Node::string("SGD")).empty());
  CHECK(slots(map("sgd", "momentum", Node::plain("0.9"))) == "momentum=0 ");
  CHECK(slots(Node::string("Adam")) == "momentum=0 velocity=0 ");
  CHECK(slots(map("adam", "amsgrad", Node::boolean(true))) == "momentum=0 velocity=0 velocity_hat=0 ");
  CHECK(slots(Node::string("RMSprop")) == "velocity=0 ");
  CHECK(slots(map("rmsprop", "centered", Node::boolean(true))) == "velocity=0 average_gradient=0 ");
  CHECK(slots(Node::string("Adagrad")) == "accumulator=0.1 ");
  CHECK(slots(map("ftrl", "initial_accumulator_value", Node::plain("2"))) == "accumulator=2 linear=0 ");
}

TEST_CASE("options that every optimizer has") {
  CHECK(error_of(map("adam", "clipnorm", Node::plain("0"))) ==
        "error: 'clipnorm' must be a finite number > 0, got 0\n");
  CHECK(error_of(map("lion", "ema_momentum", Node::plain("1.1"))) ==
        "error: 'ema_momentum' must be between 0 and 1, got 1.1\n");
  CHECK(error_of(map("sgd", "gradient_accumulation_steps", Node::plain("1"))) ==
        "error: 'gradient_accumulation_steps' must be >= 2, got 1\n");
  CHECK(config_of(Node::string("adamw")).make()->options().weight_decay == 0.004);
  CHECK(config_of(Node::string("adam")).make()->options().weight_decay == std::nullopt);
  Node node = map("adam", "clipnorm", Node::plain("1"));
  CHECK_FALSE(config_of(node).make()->mistake());
  node.set("clipvalue", Node::plain("1"));
  const auto mistake = config_of(node).make()->mistake();
  REQUIRE(mistake);
  CHECK(mistake->key == "clipvalue");
  CHECK(mistake->message == "'clipnorm' and 'clipvalue' exclude each other");
  CHECK(mistake->hint == "gradients are clipped in one way: keep one of them");
}

TEST_CASE("the rate of a step, in float") {
  CHECK(config_of(Node::string("sgd")).make()->learning_rate(7, {}) == static_cast<double>(0.01F));
  const auto decayed = config_of(map("adam", "decay", Node::plain("0.5"))).make();
  CHECK(decayed->learning_rate(0, {}) == static_cast<double>(0.001F));
  CHECK(decayed->learning_rate(2, {}) == static_cast<double>(0.001F / 2));
}

TEST_CASE("a resolved config holds every available key") {
  Node node = schema::Codec<OptimizerConfig>::write(config_of(Node::string("sgd")));
  std::string keys;
  for (const schema::Entry& entry : node.entries()) keys += entry.key.text() + "=" + entry.value.text() + " ";
  CHECK(keys ==
        "type=sgd learning_rate=0.01 momentum=0 nesterov=false decay=0 weight_decay= clipnorm= clipvalue= "
        "global_clipnorm= use_ema=false ema_momentum=0.99 ema_overwrite_frequency= loss_scale_factor= "
        "gradient_accumulation_steps= name= ");
}
