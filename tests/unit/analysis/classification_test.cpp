#include "analysis/classification.hpp"

#include <cmath>

#include <catch2/catch.hpp>

namespace nnctl::analysis {
namespace {

TEST_CASE("rows of a confusion matrix are true classes, columns predicted ones") {
  const std::vector<std::int32_t> truth = {0, 0, 1, 1, 1, 2};
  const std::vector<std::int32_t> predicted = {0, 1, 1, 1, 0, 1};
  CHECK(confusion_matrix(truth, predicted, 3) == ConfusionMatrix{{1, 1, 0}, {1, 2, 0}, {0, 1, 0}});
  CHECK(confusion_matrix({}, {}, 2) == ConfusionMatrix{{0, 0}, {0, 0}});
}

TEST_CASE("precision, recall and F1, NaN where they have no meaning") {
  const std::vector<ClassScore> scores = class_scores({{1, 1, 0, 0}, {1, 2, 0, 0}, {0, 1, 0, 0}, {0, 0, 0, 0}});
  REQUIRE(scores.size() == 4);
  CHECK(scores[0].precision == Approx(0.5));
  CHECK(scores[0].recall == Approx(0.5));
  CHECK(scores[1].precision == Approx(0.5));
  CHECK(scores[1].recall == Approx(2.0 / 3));
  CHECK(scores[1].f1 == Approx(4.0 / 7));
  CHECK(scores[1].support == 3);
  CHECK(std::isnan(scores[2].precision));  // never predicted
  CHECK(scores[2].recall == 0);
  CHECK(scores[2].f1 == 0);
  CHECK(std::isnan(scores[3].precision));
  CHECK(std::isnan(scores[3].recall));  // never occurs
  CHECK(std::isnan(scores[3].f1));
}

TEST_CASE("averages over the classes") {
  const ConfusionMatrix matrix = {{1, 1, 0}, {1, 2, 0}, {0, 0, 0}};  // the last class never occurs
  const auto averages = class_averages(matrix);
  REQUIRE(averages.size() == 3);
  CHECK(averages[0].first == "micro");
  CHECK(averages[0].second.f1 == Approx(3.0 / 5));
  CHECK(averages[1].first == "macro");
  CHECK(averages[1].second.precision == Approx((0.5 + 2.0 / 3) / 3));
  CHECK(averages[1].second.support == 5);
  CHECK(averages[2].first == "weighted");
  CHECK(averages[2].second.recall == Approx(0.5 * 2 / 5 + 2.0 / 3 * 3 / 5));
}

TEST_CASE("the predicted class is the greatest column, the lowest at a tie, or the side of one half") {
  const std::vector<Real> three = {Real(0.1), Real(0.7), Real(0.2), Real(0.4), Real(0.2), Real(0.4)};
  CHECK(predicted_classes(three, 3, 1) == std::vector<std::int32_t>{1, 0});
  const std::vector<Real> one = {Real(0.5), Real(0.6), Real(0.1)};
  CHECK(predicted_classes(one, 1, 1) == std::vector<std::int32_t>{0, 1, 0});
  CHECK(predicted_classes(one, 1, 0) == std::vector<std::int32_t>{1, 0, 1});
  CHECK(predicted_classes(one, 1, 1, 0) == std::vector<std::int32_t>{1, 1, 1});
}

}  // namespace
}  // namespace nnctl::analysis
