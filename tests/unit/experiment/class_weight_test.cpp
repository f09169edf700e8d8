// training.class_weight and data.weight: what is read, what is refused, and the weights that come of it.
#include <filesystem>
#include <fstream>

#include <unistd.h>

#include <catch2/catch.hpp>

#include "config/document.hpp"
#include "experiment/open.hpp"

namespace nnctl::experiment {
namespace {

constexpr const char* kOneFeature = ", features: [a]";

// 60 rows of three classes: 10 few, 20 some, 30 many; column w is 0, 0.5, 1, ... and s is no weight.
class Rows {
 public:
  Rows() : path_(std::filesystem::temp_directory_path() / ("nnctl_class_weight_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
    std::ofstream rows(path_ / "rows.csv");
    rows << "a,w,s,kind\n";
    for (int i = 0; i < 60; ++i) {
      rows << i % 7 << ',' << 0.5 * (i % 4) << ','
           << (i == 20   ? "-1"
               : i == 30 ? ""
               : i == 40 ? "much"
                         : "1")
           << ','
           << (i % 6 == 0  ? "few"
               : i % 6 < 3 ? "some"
                           : "many")
           << '\n';
    }
  }
  ~Rows() { std::filesystem::remove_all(path_); }
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  OpenedExperiment open(const std::string& training, const std::string& data = kOneFeature,
                        const std::string& target = "kind") const {
    std::ofstream(path_ / "c.yaml") << "data: {train: rows.csv, target: " + target +
                                           ", split: {validation: 0, test: 0}" + data +
                                           "}\nmodel: {layers: [{type: dense, units: auto" +
                                           (target == "kind" ? ", activation: softmax" : "") +
                                           "}]}\ntraining: {epochs: 1" + training + "}\n";
    return open_experiment(load_config(path_ / "c.yaml", {}, std::nullopt));
  }
  std::string error(const std::string& training, const std::string& data = kOneFeature,
                    const std::string& target = "kind") const {
    try {
      training_rows(open(training, data, target));
    } catch (const UserError& error) {
      std::string text;
      for (const Diagnostic& diagnostic : error.diagnostics()) {
        text += diagnostic.message + (diagnostic.hint.empty() ? "" : " (" + diagnostic.hint + ")") + "\n";
      }
      return text;
    }
    return {};
  }

 private:
  std::filesystem::path path_;
};

std::vector<Real> weights(const OpenedExperiment& opened) {
  const auto rows = training_rows(opened);
  return {rows->weights().begin(), rows->weights().end()};
}

}  // namespace

TEST_CASE("rows count by their class") {
  const Rows rows;
  CHECK(weights(rows.open("")).empty());
  CHECK(weights(rows.open(", class_weight: none")).empty());
  const auto balanced = weights(rows.open(", class_weight: balanced"));  // classes few, many, some
  CHECK(balanced[0] == Approx(60.0 / (3 * 10)));
  CHECK(balanced[1] == Approx(60.0 / (3 * 20)));
  CHECK(balanced[3] == Approx(60.0 / (3 * 30)));
  const auto given = weights(rows.open(", class_weight: {few: 5, many: 0}"));
  CHECK(given[0] == 5);
  CHECK(given[1] == 1);
  CHECK(given[3] == 0);
}

TEST_CASE("a resolved class_weight reads as it was") {
  const Rows rows;
  const TrainingBlock training = rows.open(", class_weight: {few: 5, many: 0.25}").assembly.config.training;
  CHECK(config::to_yaml(TrainingBlock::schema().write(&training)).find("class_weight:\n  few: 5") != std::string::npos);
}

TEST_CASE("rows count by a column, which is no feature") {
  const Rows rows;
  const OpenedExperiment opened = rows.open("", ", weight: w, exclude: [s]");
  CHECK(opened.data->preprocessing->columns() == std::vector<std::string>{"a"});
  const auto own = weights(opened);
  REQUIRE(own.size() == 60);
  CHECK(own[0] == 0);
  CHECK(own[3] == Real(1.5));
}

TEST_CASE("mistakes in weights") {
  const Rows rows;
  CHECK(rows.error(", class_weight: {fow: 5}") ==
        "'fow' is not one of the classes of target 'kind' (did you mean 'few'?)\n");
  CHECK(rows.error(", class_weight: {few: -1}") == "the weight of class 'few' must be a finite number >= 0, got -1\n");
  CHECK(rows.error(", class_weight: even") ==
        "'class_weight' must be none, balanced or a map of weights by class, got 'even' (write 'class_weight: {LABEL: "
        "2.0}')\n");
  CHECK(rows.error(", class_weight: balanced", ", features: [w]", "a") ==
        "class_weight is for classes, and target 'a' holds numbers (remove it; a column of weights is data.weight)\n");
  CHECK(rows.error(", class_weight: balanced", ", weight: w, features: [a]") ==
        "the training rows have weights of their own, data.weight: w (remove one of the two; Keras does not combine "
        "them either)\n");
  CHECK(rows.error("", ", weight: weight") == "unknown column 'weight' in weight (columns: a, w, s, kind)\n");
  CHECK(rows.error("", ", weight: kind") ==
        "'kind' is the target, so it cannot be the weight (name the column that says how much each row counts)\n");
  CHECK(rows.error("", ", weight: w, features: [a, w]") ==
        "'w' is the weight, so it cannot be a feature (remove one of the two)\n");
  CHECK(rows.error("", ", weight: s, features: [a]") ==
        "row 21, column 's': a weight of -1 is below 0 (a weight is 0 or more)\n"
        "row 31, column 's': a row without a weight (give it one; 0 leaves the row out of the loss)\n"
        "row 41, column 's': 'much' is not a finite number (a weight is 0 or more)\n");
}

TEST_CASE("weighted metrics are named as Keras names them") {
  const Rows rows;
  const auto names = [&](const std::string& training) {
    std::vector<std::string> list;
    const OpenedExperiment opened = rows.open(training);
    for (const auto& metric : opened.assembly.objective->metrics()) list.push_back(metric.name);
    return list;
  };
  using Names = std::vector<std::string>;
  CHECK(names(", metrics: [accuracy, auc], weighted_metrics: [accuracy, recall]") ==
        Names{"accuracy", "auc", "weighted_accuracy", "recall"});
  CHECK(names(", metrics: [], weighted_metrics: [{type: precision, class_id: 0, name: few_precision}]") ==
        Names{"few_precision"});
  CHECK(rows.error(", metrics: [auc], weighted_metrics: [auc, auc]") ==
        "metric 'weighted_auc' is listed twice (give one of them a 'name')\n");
  CHECK(rows.error(", metrics: [{type: auc, name: loss}]") == "a metric cannot be named 'loss' (the loss itself is)\n");
}

}  // namespace nnctl::experiment
