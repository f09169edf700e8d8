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
          std::string("error: a learning-rate schedule in 'learning_rate' is not available yet") + kLater);
  }
}

TEST_CASE("optimizers that do not exist, or not yet") {
  for (const char* name : {"rmsprop", "RMSprop", "AdamW", "schedulefreeadamw", "Lamb"}) {
    CHECK(error_of(Node::string(name)) == fmt::format("error: optimizer '{}' is not available yet{}", name, kLater));
  }
  CHECK(error_of(Node::string("adan")) == "error: unknown optimizer 'adan'\n  hint: did you mean 'adam'?\n");
  CHECK(error_of(map("adam", "clipnorm", Node::plain("1.0"))) ==
        std::string("error: 'clipnorm' in optimizer 'adam' is not available yet") + kLater);
  CHECK(error_of(map("sgd", "momentum", Node::plain("1.5"))) == "error: 'momentum' must be between 0 and 1, got 1.5\n");
  CHECK(error_of(map("adam", "beta_2", Node::plain("1"))) == "error: 'beta_2' must be at least 0 and below 1, got 1\n");
  CHECK(error_of(map("sgd", "decay", Node::plain("-1"))) == "error: 'decay' must be a finite number >= 0, got -1\n");
}

TEST_CASE("an optimizer keeps only the slots it needs") {
  CHECK(config_of(Node::string("SGD")).make()->slots().empty());
  CHECK(config_of(map("sgd", "momentum", Node::plain("0.9"))).make()->slots() == std::vector<std::string>{"momentum"});
  CHECK(config_of(Node::string("Adam")).make()->slots() == std::vector<std::string>{"momentum", "velocity"});
  CHECK(config_of(map("adam", "amsgrad", Node::boolean(true))).make()->slots() ==
        std::vector<std::string>{"momentum", "velocity", "velocity_hat"});
}

TEST_CASE("the rate of an update, in float") {
  CHECK(config_of(Node::string("sgd")).make()->learning_rate(7) == static_cast<double>(0.01F));
  const auto decayed = config_of(map("adam", "decay", Node::plain("0.5"))).make();
  CHECK(decayed->learning_rate(0) == static_cast<double>(0.001F));
  CHECK(decayed->learning_rate(2) == static_cast<double>(0.001F / 2));
}

TEST_CASE("a resolved config holds every available key") {
  Node node = schema::Codec<OptimizerConfig>::write(config_of(Node::string("sgd")));
  std::string keys;
  for (const schema::Entry& entry : node.entries()) keys += entry.key.text() + "=" + entry.value.text() + " ";
  CHECK(keys == "type=sgd learning_rate=0.01 momentum=0 nesterov=false decay=0 ");
}
