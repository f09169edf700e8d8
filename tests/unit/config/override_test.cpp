#include "config/override.hpp"

#include <catch2/catch.hpp>

#include "config/document.hpp"
#include "schema/render.hpp"

namespace nnctl::config {
namespace {

using schema::flow_text;
using schema::Node;
using schema::Reader;

const std::string kConfig =
    "training: {epochs: 5, optimizer: adam}\n"
    "layers: [{type: dense, units: 4}, dropout, {type: Dense, name: last, units: 2}]\n";

std::string overridden(const std::vector<std::string>& overrides) {
  Reader reader;
  Node root = parse(schema::make_source("c.yaml", {}, kConfig), kConfig, reader);
  apply_overrides(root, overrides, reader);
  try {
    reader.throw_if_failed();
  } catch (const UserError& error) {
    return error.what();
  }
  return flow_text(root);
}

bool gives(const std::string& override, const std::string& expected) {
  const std::string text = overridden({override});
  INFO(text);
  return text.find(expected) != std::string::npos;
}

TEST_CASE("a value is replaced by key, index, name or automatic name") {
  CHECK(gives("training.epochs=9", "epochs: 9"));
  CHECK(gives("layers.0.units=8", "{type: dense, units: 8}"));
  CHECK(gives("layers.dense.units=8", "{type: dense, units: 8}"));
  CHECK(gives("layers.last.units=8", "name: last, units: 8"));
  CHECK(gives("new.'a.b'.c=[1, {d: e}]", "new: {a.b: {c: [1, {d: e}]}}"));
}

TEST_CASE("null takes a key away; a bare part becomes a map") {
  CHECK(overridden({"training.epochs=null"}).starts_with("{training: {optimizer: adam}"));
  CHECK(gives("training.optimizer.learning_rate=1e-3", "optimizer: {type: adam, learning_rate: 1e-3}"));
  CHECK(gives("layers.dropout.rate=0.5", "{type: dropout, rate: 0.5}"));
}

TEST_CASE("later overrides win") {
  CHECK(overridden({"training.epochs=9", "training.epochs=7"}).find("epochs: 7") != std::string::npos);
}

TEST_CASE("overrides that cannot be meant, with their places") {
  CHECK(overridden({"training.epochs"}) ==
        "--set 1:1: error: 'training.epochs' is not KEY=VALUE\ntraining.epochs\n^\n"
        "  hint: for example --set training.epochs=50\n");
  CHECK(overridden({"training.epochs=1", "layers.densee.units=3"}) ==
        "--set 2:8: error: no element 'densee' in a list of 3\nlayers.densee.units=3\n       ^\n"
        "  hint: did you mean 'dense'?\n");
  CHECK(overridden({"layers.7.units=3"}).starts_with("--set 1:8: error: no element '7' in a list of 3\n"));
  CHECK(overridden({"training..epochs=3"}).starts_with("--set 1:10: error: the key has an empty part\n"));
}

TEST_CASE("steps of a path may be quoted") {
  CHECK(split_path("a.\"b.c\".'d=e'") == std::vector<std::string>{"a", "b.c", "d=e"});
  CHECK(split_path("a..b") == std::vector<std::string>{"a", "", "b"});
}

}  // namespace
}  // namespace nnctl::config
