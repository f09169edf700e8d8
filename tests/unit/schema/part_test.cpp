// Parts chosen by `type`: their spellings and what is said of a wrong one.
#include "unit/schema/toy.hpp"

namespace nnctl::schema {
namespace {

PartConfig<Toy> toy(const Node& node) {
  Reader reader;
  PartConfig<Toy> config;
  CHECK(read_part(reader, node, "toy", config));
  CHECK_FALSE(reader.failed());
  return config;
}

std::string toy_mistakes(const Node& node) { return mistakes(toy_map({{"toy", node}})); }

TEST_CASE("a part is a bare name or a map, in its own, Keras's or another accepted spelling") {
  CHECK(toy(plain("ball")).name() == "ball");
  CHECK(toy(plain("Ball")).name() == "ball");
  CHECK(toy(toy_map({{"type", plain("ball")}})).name() == "ball");
  for (const char* spelling : {"race_car", "RaceCar", "auto_mobile"}) {
    const auto car = toy(toy_map({{"type", plain(spelling)}, {"wheels", plain("3")}}));
    CHECK(car.name() == "race_car");
    CHECK(car.make()->price() == 1.5);
  }
}

TEST_CASE("reading a part does not change its defaults") {
  toy(toy_map({{"type", plain("race_car")}, {"wheels", plain("3")}, {"speed", plain("1")}}));
  CHECK(toy(toy_map({{"type", plain("race_car")}, {"wheels", plain("4")}})).make()->price() == 2);
}

TEST_CASE("a part that is unknown, later, or has no type") {
  CHECK(toy_mistakes(plain("bal")) == "error: unknown toy 'bal'\n  hint: did you mean 'ball'?\n");
  CHECK(toy_mistakes(plain("racecar")) == "error: unknown toy 'racecar'\n  hint: did you mean 'race_car'?\n");
  CHECK(toy_mistakes(plain("doll_house")) ==
        "error: unknown toy 'doll_house'\n  hint: expected 'race_car' or 'ball'\n");
  const std::string later =
      "' is not available yet\n"
      "  hint: it is part of the config's grammar and comes in a later release; remove it for now\n";
  for (const std::string spelling : {"kite", "Kite", "TeddyBear", "teddy_bear"}) {
    CHECK(toy_mistakes(plain(spelling.c_str())) == "error: toy '" + spelling + later);
  }
  CHECK(toy_mistakes(Node::map()) ==
        "error: 'toy' needs a 'type' that names the toy\n  hint: add 'type: ...', for example 'type: race_car'\n");
  CHECK(toy_mistakes(toy_map({{"RaceCar", toy_map({{"wheels", plain("4")}})}})) ==
        "error: 'toy' needs a 'type' that names the toy\n  hint: write {type: race_car, ...}\n");
  CHECK(toy_mistakes(Node::sequence()) == "error: 'toy' must be the name of a toy or a map with 'type', got a list\n");
  CHECK(toy_mistakes(toy_map({{"type", Node()}})) ==
        "error: 'toy' must be the name of a toy or a map with 'type', got nothing\n");
}

TEST_CASE("a part's own keys") {
  CHECK(toy_mistakes(plain("race_car")) ==
        "error: toy 'race_car' needs 'wheels'\n  hint: write {type: race_car, wheels: ...}\n");
  CHECK(toy_mistakes(toy_map({{"type", plain("race_car")}})) ==
        "error: toy 'race_car' needs 'wheels'\n  hint: add 'wheels: ...': How many wheels.\n");
  CHECK(toy_mistakes(toy_map({{"type", plain("race_car")}, {"wheels", plain("4")}, {"sped", plain("1")}})) ==
        "error: unknown key 'sped' in toy 'race_car'\n  hint: did you mean 'speed'?\n");
  CHECK(toy_mistakes(toy_map({{"type", plain("race_car")}, {"wheels", plain("4")}, {"speed", plain("1.1")}})) ==
        "error: 'speed' must be between 0 and 1, got 1.1\n");
  CHECK(toy_mistakes(toy_map({{"type", plain("race_car")}, {"wheels", plain("4")}, {"colour", plain("red")}})) ==
        "error: 'colour' in toy 'race_car' is not available yet\n"
        "  hint: it is part of the config's grammar and comes in a later release; remove it for now\n");
}

TEST_CASE("Keras's class names in snake case") {
  CHECK(snake_case("Dense") == "dense");
  CHECK(snake_case("MaxPooling2D") == "max_pooling2d");
  CHECK(snake_case("LeakyReLU") == "leaky_re_lu");
  CHECK(snake_case("LSTM") == "lstm");
  CHECK(snake_case("max_pooling2d") == "max_pooling2d");
}

TEST_CASE("a null part keeps the default") {
  Reader reader;
  Box box;
  Box::schema().read(reader, toy_map({{"toy", Node()}}), &box);
  CHECK_FALSE(reader.failed());
  CHECK(box.toy.name() == "ball");
}

TEST_CASE("a part is written with every field, or as its bare name when it has none") {
  CHECK(flow_text(Codec<PartConfig<Toy>>::write(toy(plain("Ball")))) == "ball");
  CHECK(flow_text(Codec<PartConfig<Toy>>::write(toy(toy_map({{"type", plain("RaceCar")}, {"wheels", plain("4")}})))) ==
        "{type: race_car, wheels: 4, speed: 0.5}");
}

}  // namespace
}  // namespace nnctl::schema
