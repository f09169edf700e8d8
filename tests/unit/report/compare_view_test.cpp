#include "report/compare_view.hpp"

#include <cmath>

#include <catch2/catch.hpp>

namespace nnctl::report {
namespace {

using analysis::ComparedEntry;
using analysis::ComparedTrial;
using analysis::Comparison;
using analysis::Repeats;
using experiment::Outcome;

ComparedEntry entry(const std::string& name, const std::vector<double>& accuracies, std::int64_t parameters) {
  ComparedEntry entry;
  entry.name = name;
  entry.next = name + ".yaml";
  entry.config = schema::Node::map();
  entry.model.layers = {{"hidden", "dense", Shape{parameters / 10}, parameters, 0, true}};
  entry.model.total_parameters = parameters;
  for (std::size_t i = 0; i < accuracies.size(); ++i) {
    ComparedTrial trial{static_cast<std::int64_t>(i), {}};
    trial.result.outcome = Outcome::kCompleted;
    trial.result.metrics = {{"val_accuracy", accuracies[i]}};
    for (std::int64_t epoch = 0; epoch < 2 + static_cast<std::int64_t>(i); ++epoch) {
      const double loss = 1.0 / static_cast<double>(epoch + 1);
      train::EpochEvent event;
      event.epoch = epoch;
      event.logs = {{"loss", loss}, {"val_loss", loss + accuracies[i]}};
      trial.result.curve.push_back(std::move(event));
    }
    entry.trials.push_back(std::move(trial));
  }
  return entry;
}

Comparison comparison(std::vector<ComparedEntry> entries, Repeats repeats = Repeats::kSeeds) {
  Comparison comparison;
  comparison.repeats = repeats;
  comparison.metric = "val_accuracy";
  comparison.entries = std::move(entries);
  describe(comparison);
  judge(comparison);
  return comparison;
}

ComparePage planned(std::int64_t trainings) {
  ComparePage page;
  page.planned = trainings;
  return page;
}

const std::vector<double> kLow = {0.50, 0.51, 0.50, 0.52, 0.51};
const std::vector<double> kMiddle = {0.70, 0.71, 0.72, 0.70, 0.71};
const std::vector<double> kHigh = {0.71, 0.70, 0.72, 0.71, 0.71};

TEST_CASE("verdicts on two") {
  CHECK(verdict(comparison({entry("a", kLow, 100), entry("b", kHigh, 900)})) ==
        "b is better than a by 0.2020 val_accuracy (p < 0.001, paired t-test over 5 seeds).");
  CHECK(
      verdict(comparison({entry("a", kMiddle, 100), entry("b", kHigh, 900)})) ==
      "No difference beyond noise: b is ahead of a by 0.0020 val_accuracy (p = 0.62, paired t-test over 5 seeds). a is "
      "the smallest of those that are as good: 100 parameters instead of up to 900.");
  CHECK(verdict(comparison({entry("a", kHigh, 100), entry("b", kHigh, 100)})) ==
        "a and b have the same val_accuracy, 0.7100.");
  CHECK(verdict(comparison({entry("a", {0.5}, 100), entry("b", {0.6}, 900)})) ==
        "b has the best val_accuracy, 0.6000; fewer than two trainings of each do not tell whether that is more than "
        "noise: take --seeds 5.");
  CHECK(
      verdict(comparison({entry("a", {0.5, 0.7}, 100), entry("b", {0.75, 0.76}, 900)})) ==
      "No difference beyond noise: b is ahead of a by 0.1550 val_accuracy (p = 0.35, paired t-test over 2 seeds). The "
      "seeds may be too few to tell: --seeds 4.");
  CHECK(verdict(comparison({entry("a", {}, 100), entry("b", {}, 900)})) ==
        "No training has a val_accuracy: there is nothing to compare.");
}

void diverge(ComparedEntry& entry, std::initializer_list<std::size_t> trials) {
  for (const std::size_t i : trials) {
    entry.trials[i].result.outcome = Outcome::kDiverged;
    entry.trials[i].result.reason = "training diverged";
    entry.trials[i].result.metrics.clear();
  }
}

TEST_CASE("verdicts on trainings that diverged say so") {
  ComparedEntry b = entry("b", kHigh, 900);
  diverge(b, {0, 1, 2, 3, 4});
  CHECK(verdict(comparison({entry("a", kMiddle, 100), b})) ==
        "Only a has a val_accuracy, 0.7080. b diverged with all 5 seeds.");
  CHECK(verdict(comparison({entry("a", kLow, 100), b, entry("c", kHigh, 100)})) ==
        "c is better than a by 0.2020 val_accuracy (p < 0.001, paired t-test over 5 seeds). b diverged with all 5 "
        "seeds.");
  ComparedEntry c = entry("c", kHigh, 100);
  diverge(c, {1, 3});
  CHECK(verdict(comparison({entry("a", kLow, 100), c})) ==
        "c is better than a by 0.2100 val_accuracy (p < 0.001, paired t-test over 3 seeds). c diverged with seeds 1 "
        "and 3: its figures are of the other 3 of 5.");
  ComparedEntry d = entry("d", kHigh, 100);
  diverge(d, {0, 1, 2, 3});
  CHECK(verdict(comparison({entry("a", kLow, 100), d})) ==
        "d has the best val_accuracy, 0.7100; too few trainings came through to tell whether that is more than noise. "
        "d diverged with seeds 0 to 3: its figures are of the other 1 of 5.");
}

TEST_CASE("verdicts without a test say why there is none") {
  Comparison cut = comparison({entry("a", {0.5}, 100), entry("b", {0.6}, 900)});
  cut.wanted = 5;
  CHECK(verdict(cut) ==
        "b has the best val_accuracy, 0.6000; too few trainings came through to tell whether that is more than noise.");
  CHECK(verdict(comparison({entry("a", {0.5}, 100), entry("b", {0.5}, 900)}, Repeats::kStored)) ==
        "a and b have the same val_accuracy, 0.5000.");
  ComparedEntry b = entry("b", kHigh, 900);
  diverge(b, {0, 1, 2, 3, 4});
  CHECK(verdict(comparison({entry("a", kMiddle, 100), b}, Repeats::kFolds)) ==
        "Only a has a val_accuracy, 0.7080. b diverged on all 5 folds.");
}

TEST_CASE("one reason is told once, with its seeds; an interrupted comparison says how many seeds came through") {
  ComparedEntry b = entry("b", kHigh, 900);
  diverge(b, {0, 2, 4});
  b.trials[4].result.reason = "another";
  const std::string text = compare_view({}, comparison({entry("a", kMiddle, 100), b}), planned(10));
  CHECK(text.find("failed     b, seeds 0 and 2: training diverged\n           b, seed 4: another\n") !=
        std::string::npos);
  ComparePage page = planned(10);
  page.interrupted = true;
  const std::string cut =
      compare_view({}, comparison({entry("a", kMiddle, 100), entry("b", {0.5, 0.6, 0.7}, 9)}), page);
  CHECK(cut.find("trainings  8 of 10, interrupted, 3 of 5 seeds through for all from 0, one split") !=
        std::string::npos);
}

TEST_CASE("three with long names and a long key stand beside one another in 80 columns") {
  Comparison three = comparison({entry("genre_256_128_with_dropout", kHigh, 100),
                                 entry("genre_256_128_without_it", kLow, 100), entry("c", kMiddle, 10)});
  three.differences = {{"training.optimizer.learning_rate", {"0.1", "0.2", "a value that is too long for a column"}}};
  const std::string text = compare_view({.width = 80, .color = false, .unicode = true}, three, planned(15));
  INFO(text);
  CHECK(text.find("optimizer.learning_rate") != std::string::npos);
  std::size_t headings = 0;
  for (std::size_t at = text.find("\nparameters "); at != std::string::npos; at = text.find("\nparameters ", at + 1)) {
    ++headings;
  }
  CHECK(headings == 1);
  CHECK(text.find("with_dropout") != std::string::npos);
  CHECK(text.find("without_it") != std::string::npos);
}

TEST_CASE("a difference that shows over seeds is of the rows they were judged on") {
  Comparison one = comparison({entry("a", kLow, 100), entry("b", kHigh, 100)});
  one.judged_rows = 248;
  CHECK(verdict(one) ==
        "b is better than a by 0.2020 val_accuracy (p < 0.001, paired t-test over 5 seeds). That is on these 248 "
        "validation rows; --cv 10 tells whether it holds on others.");
}

TEST_CASE("verdicts on more, on folds and on runs") {
  CHECK(
      verdict(comparison({entry("a", kLow, 10), entry("b", kMiddle, 100), entry("c", kHigh, 900)})) ==
      "c is the best with val_accuracy 0.7100, better than a (p < 0.001; paired t-test over 5 seeds, Holm's correction "
      "for 3 pairs); no difference beyond noise to b (p = 0.62). b is the smallest of those that are as good: 100 "
      "parameters instead of up to 900.");
  Comparison folds = comparison({entry("a", kMiddle, 100), entry("b", kHigh, 100)}, Repeats::kFolds);
  CHECK(verdict(folds).find("over 5 folds, corrected for their overlap)") != std::string::npos);
  Comparison runs = comparison({entry("a", {0.5}, 100), entry("b", {0.6}, 900)}, Repeats::kStored);
  CHECK(
      verdict(runs) ==
      "b has the best val_accuracy, 0.6000; of one run each nobody can say whether that is more than noise: --seeds 5 "
      "trains them anew.");
  runs.same_rows = false;
  judge(runs);
  CHECK(verdict(runs) == "b has the best val_accuracy, 0.6000, but not on the same rows.");
}

TEST_CASE("entries that do not fit beside one another follow below") {
  std::vector<ComparedEntry> many;
  for (const char* name : {"one", "two", "three", "four", "five", "six"}) many.push_back(entry(name, kHigh, 100));
  const std::string text = compare_view({.width = 60}, comparison(many), planned(30));
  for (const char* name : {"one", "six"}) CHECK(text.find(name) != std::string::npos);
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    CHECK(end - begin <= 60);
    begin = end + 1;
  }
}

TEST_CASE("a trial without a score is a line with its reason") {
  ComparedEntry bad = entry("bad", {0.1, 0.2}, 100);
  bad.trials[1].result.outcome = Outcome::kDiverged;
  bad.trials[1].result.reason = "training diverged";
  const std::string text = compare_view({}, comparison({entry("good", {0.7, 0.8}, 100), bad}), planned(4));
  CHECK(text.find("failed     bad, seed 1: training diverged\n") != std::string::npos);
  CHECK(text.find("trainings  4 of 4, 2 seeds each from 0, one split") != std::string::npos);
  CHECK(text.find("next       nnctl train good.yaml\n") != std::string::npos);
}

TEST_CASE("curves are means as far as all trainings go") {
  const LineChart chart = compare_chart(comparison({entry("a", {0.5, 0.7}, 100), entry("b", {0.5}, 100)}));
  REQUIRE(chart.series.size() == 4);
  CHECK(chart.series[0].name == "a");
  CHECK(chart.series[0].x == std::vector<double>{1, 2});  // the second training went on to 3
  CHECK(chart.series[0].y[0] == Approx(1.6));
  CHECK(chart.series[0].high[0] == Approx(1.6 + 0.1 * std::sqrt(2)));
  CHECK(chart.series[1].dotted);
  CHECK(chart.series[1].color == chart.series[0].color);
  CHECK(chart.series[2].low.empty());
  CHECK(chart.y_label == "loss: validation (dotted: training)");
}

}  // namespace
}  // namespace nnctl::report
