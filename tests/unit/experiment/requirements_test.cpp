// What a config requires of a run's values.
#include "experiment/requirements.hpp"

#include <array>
#include <limits>

#include <catch2/catch.hpp>

namespace nnctl::experiment {
namespace {

constexpr std::array<std::string_view, 2> kOfTraining = {"", "val_"};

TEST_CASE("limits include their ends, and what is no number meets none") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const Requirements requirements{{{"val_accuracy", {0.9, {}}},
                                   {"loss", {{}, 0.5}},
                                   {"val_auc", {0.2, 0.4}},
                                   {"val_loss", {{}, 1.0}},
                                   {"test_loss", {{}, 0.1}},
                                   {"accuracy", {0.1, {}}}}};
  const train::Logs logs = {{"loss", 0.5}, {"val_accuracy", 0.875}, {"val_auc", 0.5}, {"val_loss", nan}};
  const auto checked = check_requirements(requirements, logs, kOfTraining);
  REQUIRE(checked.size() == 5);
  CHECK_FALSE(checked[0].is_met);
  CHECK(checked[1].is_met);
  CHECK(shortfall(checked[0]) == "val_accuracy is 0.875, at least 0.9 is required");
  CHECK(shortfall(checked[2]) == "val_auc is 0.5, 0.2 to 0.4 is required");
  CHECK_FALSE(checked[3].is_met);
  CHECK(shortfall(checked[3]) == "val_loss is nan, at most 1 is required");
  CHECK(shortfall(checked[4]) == "accuracy is required and was not computed");
  CHECK(shortfall({"val_accuracy", {0.9, {}}, 0.89999998, false}) ==
        "val_accuracy is 0.89999998, at least 0.9 is required");
}

TEST_CASE("requirements of values that are not computed are told of") {
  const Requirements requirements{{{"val_accurcy", {0.9, {}}}, {"test_loss", {{}, 1.0}}, {"test_val_loss", {1.0, {}}}}};
  const auto unknown = unknown_requirements(requirements, {"loss", "accuracy", "val_loss", "val_accuracy"});
  REQUIRE(unknown.size() == 2);
  CHECK(unknown[0].metric == "val_accurcy");
  CHECK(unknown[0].message == "'require: val_accurcy' is not computed");
  CHECK(unknown[0].hint == "did you mean 'val_accuracy'?");
  CHECK(unknown[1].metric == "test_val_loss");
}

}  // namespace
}  // namespace nnctl::experiment
