// Reading into structs: every mistake is reported, with what came, what was expected and what to do.
#include "unit/schema/toy.hpp"

namespace nnctl::schema {
namespace {

TEST_CASE("keys that are given replace the defaults") {
  Reader reader(&Box::schema());
  Box box;
  Box::schema().read(reader,
                     toy_map({{"wrapped", plain("true")},
                              {"lid", plain("open")},
                              {"weight", plain("1e-3")},
                              {"owners", Node::sequence({plain("no"), plain("7")})},
                              {"label", toy_map({{"text", plain("1.50")}})}}),
                     &box);
  REQUIRE(reader.diagnostics().empty());
  CHECK(box.version == 1);
  CHECK(box.wrapped);
  CHECK(box.lid == Lid::kOpen);
  CHECK(box.weight == 0.001);
  CHECK(box.owners == std::vector<std::string>{"no", "7"});
  CHECK(box.label.text == "1.50");
  CHECK_FALSE(box.label.size);
}

TEST_CASE("a value of another type") {
  CHECK(mistakes(toy_map({{"version", plain("1.5")}})) == "error: 'version' must be an integer, got '1.5'\n");
  CHECK(mistakes(toy_map({{"version", Node::string("1")}})) ==
        "error: 'version' must be an integer, got '1'\n  hint: remove the quotes: 1\n");
  CHECK(mistakes(toy_map({{"version", plain("99999999999999999999")}})) ==
        "error: 'version' must be an integer, got '99999999999999999999'\n");
  CHECK(mistakes(toy_map({{"version", Node()}})) == "error: 'version' must be an integer, got nothing\n");
  CHECK(mistakes(toy_map({{"weight", Node::sequence()}})) == "error: 'weight' must be a number, got a list\n");
  CHECK(mistakes(toy_map({{"weight", plain("heavy")}})) == "error: 'weight' must be a number, got 'heavy'\n");
  CHECK(mistakes(toy_map({{"wrapped", plain("yes")}})) ==
        "error: 'wrapped' must be true or false, got 'yes'\n  hint: YAML 1.2 writes 'true'\n");
  CHECK(mistakes(toy_map({{"wrapped", plain("off")}})) ==
        "error: 'wrapped' must be true or false, got 'off'\n  hint: YAML 1.2 writes 'false'\n");
  CHECK(mistakes(toy_map({{"owners", plain("Ann")}})) ==
        "error: 'owners' must be a list of strings, got 'Ann'\n  hint: write 'owners: [...]'\n");
  CHECK(mistakes(toy_map({{"owners", Node::sequence({plain("Ann"), Node::map()})}})) ==
        "error: 'owners[1]' must be a string, got a map\n");
  CHECK(mistakes(toy_map({{"label", plain("x")}})) == "error: 'label' must be a map of keys and values, got 'x'\n");
  CHECK(mistakes(Node::sequence()) == "error: the box must be a map of keys and values, got a list\n");
}

TEST_CASE("a long value is cut in messages") {
  const std::string text(70, 'x');
  CHECK(mistakes(toy_map({{"version", plain(text.c_str())}})) ==
        "error: 'version' must be an integer, got '" + std::string(60, 'x') + "...'\n");
}

TEST_CASE("a value out of its range") {
  CHECK(mistakes(toy_map({{"version", plain("0")}})) == "error: 'version' must be >= 1, got 0\n");
  for (const char* text : {"0", "-1", ".inf", ".nan", "1e999"}) {
    CHECK(mistakes(toy_map({{"weight", plain(text)}})) ==
          "error: 'weight' must be a finite number > 0, got " + std::string(text) + "\n");
  }
  CHECK(mistakes(toy_map({{"label", toy_map({{"text", plain("x")}, {"size", plain("-2")}})}})) ==
        "error: 'size' must be > 0, got -2\n");
}

TEST_CASE("ranges are closed and open where they say so") {
  CHECK(in_closed(0, 1).accepts(0.0));
  CHECK(in_closed(0, 1).accepts(1.0));
  CHECK_FALSE(in_closed(0, 1).accepts(1.0000001));
  CHECK(in_half_open(0, 1).accepts(0.0));
  CHECK_FALSE(in_half_open(0, 1).accepts(1.0));
  CHECK(at_least(0.0).accepts(0.0));
  CHECK_FALSE(above(0.0).accepts(0.0));
  for (const auto& check : {in_closed(0, 1), in_half_open(0, 1), at_least(0.0), above(0.0), finite()}) {
    CHECK_FALSE(check.accepts(std::nan("")));
    CHECK_FALSE(check.accepts(HUGE_VAL));
  }
}

TEST_CASE("one of a list of names") {
  CHECK(mistakes(toy_map({{"lid", plain("opne")}})) ==
        "error: 'lid' must be 'open' or 'shut', got 'opne'\n  hint: did you mean 'open'?\n");
  CHECK(mistakes(toy_map({{"lid", plain("ajar")}})) == "error: 'lid' must be 'open' or 'shut', got 'ajar'\n");
  CHECK(mistakes(toy_map({{"lid", Node::map()}})) == "error: 'lid' must be 'open' or 'shut', got a map\n");
  CHECK(mistakes(toy_map({{"lid", plain("locked")}})) ==
        "error: 'lid: locked' is not available yet\n"
        "  hint: it is part of the config's grammar and comes in a later release; remove it for now\n");
}

TEST_CASE("unknown keys: a near name, another place, or the list") {
  CHECK(mistakes(toy_map({{"wraped", plain("true")}})) ==
        "error: unknown key 'wraped' in the box\n  hint: did you mean 'wrapped'?\n");
  CHECK(mistakes(toy_map({{"wheels", plain("4")}})) ==
        "error: unknown key 'wheels' in the box\n  hint: 'wheels' belongs under 'toy'\n");
  CHECK(mistakes(toy_map({{"text", plain("x")}})) ==
        "error: unknown key 'text' in the box\n  hint: 'text' belongs under 'label'\n");
  CHECK(mistakes(toy_map({{"label", toy_map({{"text", plain("x")}, {"owners", Node::sequence()}})}})) ==
        "error: unknown key 'owners' in 'label'\n  hint: 'owners' belongs under 'top level'\n");
  CHECK(mistakes(toy_map({{"bicycle", plain("x")}})) ==
        "error: unknown key 'bicycle' in the box\n"
        "  hint: expected 'version', 'wrapped', 'lid', 'weight', 'owners', 'label' or 'toy'\n");
  CHECK(mistakes(toy_map({{"<<", Node::map()}})) ==
        "error: unknown key '<<' in the box\n"
        "  hint: merge keys are not part of YAML 1.2; anchors and 'extends' are\n");
}

TEST_CASE("a key of a later release, and a missing one") {
  CHECK(mistakes(toy_map({{"ribbon", plain("red")}})) ==
        "error: 'ribbon' in the box is not available yet\n"
        "  hint: it is part of the config's grammar and comes in a later release; remove it for now\n");
  CHECK(mistakes(toy_map({{"label", Node::map()}})) ==
        "error: 'label' needs 'text'\n  hint: add 'text: ...': The words.\n");
}

TEST_CASE("all mistakes are told at once, in the order of their places") {
  const auto source = make_source("box.yaml", {}, "lid: ajar\nweight: 0\n");
  Node lid = plain("ajar");
  lid.set_place(source, 1, 6);
  Node weight = plain("0");
  weight.set_place(source, 2, 9);
  CHECK(mistakes(toy_map({{"weight", weight}, {"lid", lid}})) ==
        "box.yaml:1:6: error: 'lid' must be 'open' or 'shut', got 'ajar'\n"
        "lid: ajar\n"
        "     ^\n"
        "box.yaml:2:9: error: 'weight' must be a finite number > 0, got 0\n"
        "weight: 0\n"
        "        ^\n");
}

TEST_CASE("a mistake leaves the struct's value alone") {
  Reader reader;
  Box box;
  box.weight = 7;
  Box::schema().read(reader, toy_map({{"weight", plain("-1")}, {"version", plain("x")}}), &box);
  CHECK(reader.diagnostics().size() == 2);
  CHECK(box.weight == 7);
  CHECK(box.version == 1);
}

TEST_CASE("what is written reads back the same") {
  Box box;
  box.owners = {"true", "", "Ann"};
  box.lid = Lid::kOpen;
  box.label = {"1e-3", 0.1};
  const Node written = Box::schema().write(&box);
  Reader reader(&Box::schema());
  Box again;
  Box::schema().read(reader, written, &again);
  REQUIRE(reader.diagnostics().empty());
  CHECK(flow_text(Box::schema().write(&again)) == flow_text(written));
  CHECK(flow_text(written) ==
        "{version: 1, wrapped: false, lid: open, weight: 2.5, owners: [\"true\", \"\", Ann], "
        "label: {text: \"1e-3\", size: 0.1}, toy: ball}");
}

}  // namespace
}  // namespace nnctl::schema
