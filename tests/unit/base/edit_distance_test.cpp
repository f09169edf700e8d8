#include "base/edit_distance.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace nnctl {
namespace {

TEST_CASE("edit distance counts single edits") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("dense", "dense") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("dens", "dense") == 1);
  CHECK(edit_distance("dense", "sense") == 1);
  CHECK(edit_distance("use_bais", "use_bias") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  // No substring is edited twice (the unrestricted distance would be 2).
  CHECK(edit_distance("ca", "abc") == 3);
}

TEST_CASE("the nearest name is found if it can be meant") {
  const std::vector<std::string> names{"units",         "use_bias", "dense",      "learning_rate",
                                       "leaky_relu",    "l1",       "batch_size", "kernel_size",
                                       "max_pooling2d", "sgd",      "strides"};
  CHECK(nearest_name("use_bais", names) == "use_bias");
  CHECK(nearest_name("Dens", names) == "dense");
  CHECK(nearest_name("DENSE", names) == "dense");
  CHECK(nearest_name("learning rate", names) == "learning_rate");
  CHECK(nearest_name("learning-rate", names) == "learning_rate");
  CHECK(nearest_name("batchsize", names) == "batch_size");
  CHECK(nearest_name("LeakyReLU", names) == "leaky_relu");
  CHECK(nearest_name("MaxPooling2D", names) == "max_pooling2d");
  CHECK(nearest_name("stride", names) == "strides");
  CHECK(nearest_name("sdg", names) == "sgd");
  CHECK(nearest_name("L1", names) == "l1");
}

TEST_CASE("a name that is near nothing stays alone") {
  const std::vector<std::string> names{"learning_rate", "l1", "units", "momentum"};
  CHECK(nearest_name("lr", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name("_", names).empty());
  CHECK(nearest_name("dropout", names).empty());
  CHECK(nearest_name(std::string(100'000, 'u'), names).empty());
  CHECK(nearest_name("units", {}).empty());
}

TEST_CASE("of equally near names the first is taken") {
  const std::vector<std::string> names{"val_mae", "val_mse"};
  CHECK(nearest_name("val_mxe", names) == "val_mae");
}

}  // namespace
}  // namespace nnctl
