// What the golden vectors and the conformance test do not say of schedules: step counts, messages, lengths of runs.
#include <catch2/catch.hpp>

#include "schedules/schedule.hpp"

using namespace nnctl;

namespace {

using schema::Codec;
using schema::Node;
using schema::Reader;

constexpr TrainingLength kLength{50, 8};

std::string error_of_count(const Node& node) {
  Reader reader;
  StepCount count;
  Codec<StepCount>::read(reader, node, "decay_steps", count);
  try {
    reader.throw_if_failed();
  } catch (const UserError& error) {
    return error.what();
  }
  return {};
}

StepCount count_of(const std::string& text) {
  Reader reader;
  StepCount count;
  CHECK(Codec<StepCount>::read(reader, Node::plain(text), "decay_steps", count));
  return count;
}

std::unique_ptr<Schedule> made(const char* type, const std::vector<std::pair<const char*, Node>>& keys) {
  Node node = Node::map();
  node.set("type", Node::string(type));
  for (const auto& [key, value] : keys) node.set(key, value);
  Reader reader;
  ScheduleConfig config;
  schema::read_part(reader, node, "learning_rate", config);
  reader.throw_if_failed();
  return config.make();
}

}  // namespace

TEST_CASE("steps are counted in steps, epochs, shares or as all there are") {
  CHECK(count_of("500").steps(kLength) == 500);
  CHECK(count_of("3 epochs").steps(kLength) == 150);
  CHECK(count_of("1 epoch").steps(kLength) == 50);
  CHECK(count_of("0.5 epochs").steps(kLength) == 25);
  CHECK(count_of("10%").steps(kLength) == 40);
  CHECK(count_of("12.5 %").steps(kLength) == 50);
  CHECK(count_of("auto").steps(kLength) == 400);
  CHECK(count_of("20 steps").steps(kLength) == 20);
  CHECK(count_of("0").at_least_one(kLength) == 1);
  CHECK(count_of("0.1%").at_least_one({1, 1}) == 1);
  for (const char* text : {"500", "3 epochs", "1 epoch", "2.5%", "auto"}) {
    CHECK(Codec<StepCount>::write(count_of(text)).text() == text);
  }
}

TEST_CASE("what counts no steps") {
  constexpr const char* kHint =
      "\n  hint: write a whole number such as 500, '3 epochs', '10%' (of all steps), or auto "
      "(all steps)\n";
  for (const char* text : {"many", "1.5", "3 weeks", "epochs", "%", "0.5 steps", ".nan"}) {
    CHECK(error_of_count(Node::plain(text)) ==
          fmt::format("error: 'decay_steps' must be a number of steps, got '{}'{}", text, kHint));
  }
  CHECK(error_of_count(Node::sequence()) ==
        fmt::format("error: 'decay_steps' must be a number of steps, got a list{}", kHint));
  CHECK(error_of_count(Node::plain("-1")) == "error: 'decay_steps' must be 0 or more, and not beyond 1e15, got -1\n");
  CHECK(error_of_count(Node::plain("120%")) == "error: 'decay_steps' must be between 0% and 100%, got 120%\n");
}

TEST_CASE("a schedule follows the length of the run") {
  const auto rate = Node::plain("1");
  const auto automatic = made("polynomial_decay", {{"initial_learning_rate", rate},
                                                   {"decay_steps", Node::string("auto")},
                                                   {"end_learning_rate", Node::plain("0")}});
  CHECK(automatic->follows_run_length());
  CHECK(automatic->rate(200, kLength) == Real{0.5});
  CHECK(automatic->rate(5, {5, 2}) == Real{0.5});
  const auto epochs = made("polynomial_decay", {{"initial_learning_rate", rate},
                                                {"decay_steps", Node::string("2 epochs")},
                                                {"end_learning_rate", Node::plain("0")}});
  CHECK_FALSE(epochs->follows_run_length());
  CHECK(epochs->rate(50, kLength) == Real{0.5});
  const auto warmed = made("cosine_decay", {{"initial_learning_rate", Node::plain("0")},
                                            {"decay_steps", Node::string("auto")},
                                            {"warmup_target", rate},
                                            {"warmup_steps", Node::string("25%")}});
  CHECK(warmed->rate(50, kLength) == Real{0.5});
  CHECK(warmed->rate(100, kLength) == Real{1});
  CHECK(warmed->rate(250, kLength) == Approx(0.5));
  CHECK(warmed->rate(400, kLength) == Real{0});
}

TEST_CASE("values of a schedule that do not fit") {
  const auto list = [](const std::vector<const char*>& items) {
    Node node = Node::sequence();
    for (const char* item : items) node.append(Node::plain(item));
    return node;
  };
  const auto pieces =
      made("PiecewiseConstantDecay", {{"boundaries", list({"5", "10%"})}, {"values", list({"1", "0.5"})}});
  CHECK(pieces->mistake() ==
        "piecewise_constant_decay has 2 boundaries and 2 values: one value more than boundaries wanted");
  CHECK_THROWS_WITH(made("cosine_decay", {{"initial_learning_rate", Node::plain("-1")}, {"decay_steps", list({})}}),
                    Catch::Contains("'initial_learning_rate' must be a finite number >= 0, got -1") &&
                        Catch::Contains("'decay_steps' must be a number of steps, got a list"));
  CHECK_THROWS_WITH(made("exponential_decay", {{"initial_learning_rate", Node::plain("1")},
                                               {"decay_steps", Node::plain("0")},
                                               {"decay_rate", Node::plain("0.5")}}),
                    Catch::Contains("'decay_steps' must be more than 0 steps, got 0"));
}
