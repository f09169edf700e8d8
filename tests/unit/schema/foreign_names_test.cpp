// What is said of names and values that are right in Keras's Python.
#include "schema/foreign_names.hpp"

#include "unit/schema/toy.hpp"

namespace nnctl::schema {
namespace {

RegistryInfo of_kind(const char* kind) {
  RegistryInfo info = registry<Toy>().info;
  info.kind = kind;
  return info;
}

TEST_CASE("keys of Keras's calls are told what they are here") {
  CHECK(key_advice("validation_split", "'training'") == "write 'split: {validation: 0.2}' under 'data'");
  CHECK(key_advice("validation_split", "'data'") == "write 'split: {validation: 0.2}'");
  CHECK(key_advice("lr", "optimizer 'sgd'") == "write 'learning_rate'");
  CHECK(key_advice("input_shape", "layer 'dense'") == "remove it: the shape of the input follows from the data");
  CHECK(key_advice("verbose", "'early_stopping'") == "remove it: -q and -v stand on the command line");
  CHECK(key_advice("3)", "layer 'conv2d'") == "a list stands in brackets: [3, 3]");
  CHECK(key_advice("0.5", "layer 'dropout'") == "write its key before it: 'KEY: 0.5'");
  CHECK(key_advice("channels_first", "a value") ==
        "put {type: permute, dims: [2, 3, 1]} before it, which moves the channels last");
  CHECK(key_advice("lr", "layer 'dense'").empty());
  CHECK(key_advice("units", "'training'").empty());
}

TEST_CASE("parts of Keras that are not here, and calls in the place of names") {
  CHECK(part_advice("InputLayer", of_kind("layer")) == "remove it: the shape of the input follows from the data");
  CHECK(part_advice("input_layer", of_kind("layer")) == "remove it: the shape of the input follows from the data");
  CHECK(part_advice("InputLayer", of_kind("loss")).empty());
  CHECK(part_advice("Conv3D", of_kind("layer")) ==
        "nnctl has no such layer; 'nnctl help layers' lists those that it has");
  CHECK(part_advice("RaceCar(4)", of_kind("toy")) ==
        "write a map, with the arguments by their names: {type: race_car, ...}");
  CHECK(part_advice("keras.toys.RaceCar", of_kind("toy")) == "write 'race_car'");
  CHECK(part_advice("keras.toys.RaceCar(wheels=4.5)", of_kind("toy")) ==
        "write a map, with the arguments by their names: {type: race_car, ...}");
  CHECK(part_advice("0.01", of_kind("regularizer")) == "write {type: l2, l2: 0.01}");
  CHECK(part_advice("0.1", of_kind("initializer")) == "write {type: constant, value: 0.1}");
  CHECK(part_advice("0.1", of_kind("toy")).empty());
  CHECK(part_advice("doll", of_kind("toy")).empty());
}

TEST_CASE("values as Python writes them") {
  CHECK(value_advice(Node::string("64")) == "remove the quotes: 64");
  CHECK(value_advice(Node::string("false")) == "remove the quotes: false");
  CHECK(value_advice(Node::string("many")).empty());
  CHECK(value_advice(plain("64")).empty());
  CHECK(value_advice(plain("None")) == "Python's None is null");
  CHECK(value_advice(plain("(3")) == "a list stands in brackets: [3, 3]");
  CHECK(value_advice(plain("1./255")) == "a config does not calculate: write 0.00392156862745098");
  CHECK(value_advice(plain("1 / 4")) == "a config does not calculate: write 0.25");
  CHECK(value_advice(plain("1/0")).empty());
  CHECK(value_advice(plain("a/b")).empty());
  CHECK(value_advice(Node::sequence()).empty());
  CHECK(whole_advice(plain("32.0")) == "write 32");
  CHECK(whole_advice(plain("1e3")) == "write 1000");
  CHECK(whole_advice(plain("0.5")).empty());
  CHECK(whole_advice(plain("0")).empty());
}

}  // namespace
}  // namespace nnctl::schema
