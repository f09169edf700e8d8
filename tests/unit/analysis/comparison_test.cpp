// Which layers stand beside one another, what differs in configs, and what is made of results.
#include "analysis/comparison.hpp"

#include <cmath>

#include <catch2/catch.hpp>

#include "analysis/layer_alignment.hpp"
#include "schema/render.hpp"

namespace nnctl::analysis {
namespace {

using experiment::Outcome;

ModelSummary model(const std::vector<std::pair<std::string, std::string>>& layers, std::int64_t parameters = 0) {
  ModelSummary summary;
  for (const auto& [name, type] : layers) summary.layers.push_back({name, type, Shape{1}, 0, 0, true});
  summary.total_parameters = parameters;
  return summary;
}

// "hidden1 hidden1 | - hidden2": a row a layer.
std::string aligned(const std::vector<ModelSummary>& models) {
  std::string text;
  for (const AlignedLayers& row : align_layers(models)) {
    if (!text.empty()) text += " |";
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += text.empty() ? "" : " ";
      text += row[i] ? models[i].layers[*row[i]].name : "-";
    }
  }
  return text;
}

TEST_CASE("layers stand beside those of their name, else of their type, the last beside the last") {
  const ModelSummary two = model({{"hidden1", "dense"}, {"hidden2", "dense"}, {"out", "dense"}});
  const ModelSummary one = model({{"hidden1", "dense"}, {"out", "dense"}});
  CHECK(aligned({two, one}) == "hidden1 hidden1 | hidden2 - | out out");
  CHECK(aligned({one, two}) == "hidden1 hidden1 | - hidden2 | out out");
  CHECK(aligned({one, two, one}) == "hidden1 hidden1 hidden1 | - hidden2 - | out out out");
  const ModelSummary dropped =
      model({{"hidden1", "dense"}, {"dropout", "dropout"}, {"hidden2", "dense"}, {"out", "dense"}});
  CHECK(aligned({two, dropped}) == "hidden1 hidden1 | - dropout | hidden2 hidden2 | out out");
  // Automatic names count positions: dense_1 is a hidden layer here and the output there.
  const ModelSummary three = model({{"dense", "dense"}, {"dense_1", "dense"}, {"dense_2", "dense"}});
  const ModelSummary fewer = model({{"dense", "dense"}, {"dense_1", "dense"}});
  CHECK(aligned({three, fewer}) == "dense dense | dense_1 - | dense_2 dense_1");
  CHECK(aligned({model({{"a", "dense"}, {"b", "dense"}}), model({{"x", "dense"}, {"y", "dense"}})}) == "a x | b y");
  CHECK(aligned({model({{"c", "conv2d"}, {"o", "dense"}}), model({{"l", "lstm"}, {"o", "dense"}})}) ==
        "- l | c - | o o");
  CHECK(aligned({one}) == "hidden1 | out");
}

TEST_CASE("no two rows have the same name") {
  const ModelSummary fewer = model({{"dense", "dense"}, {"dense_1", "dense"}});
  const ModelSummary three = model({{"dense", "dense"}, {"dense_1", "dense"}, {"dense_2", "dense"}});
  const std::vector<ModelSummary> both = {fewer, three};
  CHECK(row_names(both, align_layers(both)) == std::vector<std::string>{"dense", "dense_1", "dense_2"});
  // A name that is all a row has, and taken.
  CHECK(row_names(both, {{0, 0}, {1, {}}, {{}, 1}}) == std::vector<std::string>{"dense", "dense_1", "dense_1 (2)"});
}

schema::Node map(const std::vector<std::pair<std::string, schema::Node>>& entries) {
  schema::Node node = schema::Node::map();
  for (const auto& [key, value] : entries) node.set(key, value);
  return node;
}

schema::Node plain(const std::string& text) { return schema::Node::plain(text); }

schema::Node config(const std::string& name, const schema::Node& optimizer, const std::vector<schema::Node>& layers) {
  return map({{"name", plain(name)},
              {"model", map({{"layers", schema::Node::sequence(layers)}})},
              {"training", map({{"optimizer", optimizer}, {"epochs", plain("3")}})}});
}

std::string differences(const std::vector<schema::Node>& configs, const std::vector<ModelSummary>& models) {
  const std::vector<std::string> ignored = {"name"};
  std::string text;
  for (const auto& [key, values] : config_differences(configs, models, align_layers(models), ignored)) {
    text += key + ":";
    for (const auto& value : values) text += " " + value.value_or("-");
    text += "\n";
  }
  return text;
}

TEST_CASE("only keys that differ, of parts of different types only those that both have") {
  const schema::Node adam = map({{"type", plain("adam")}, {"learning_rate", plain("0.1")}, {"beta_1", plain("0.9")}});
  const schema::Node sgd = map({{"type", plain("sgd")}, {"learning_rate", plain("0.2")}, {"momentum", plain("0")}});
  const schema::Node relu = map({{"type", plain("relu")}, {"threshold", plain("0")}});
  const auto dense = [&](const char* name, const char* units, const schema::Node& activation) {
    return map({{"type", plain("dense")}, {"units", plain(units)}, {"activation", activation}, {"name", plain(name)}});
  };
  const auto a = config("a", adam, {dense("h", "64", relu), dense("o", "2", plain("softmax"))});
  const auto b =
      config("b", sgd, {dense("h", "128", plain("tanh")), dense("more", "8", relu), dense("o", "2", plain("softmax"))});
  CHECK(differences({a, b}, {model({{"h", "dense"}, {"o", "dense"}}),
                             model({{"h", "dense"}, {"more", "dense"}, {"o", "dense"}})}) ==
        "model.layers.h.units: 64 128\n"
        "model.layers.h.activation: relu tanh\n"
        "model.layers.more: - {type: dense, units: 8, activation: {type: relu, threshold: 0}, name: more}\n"
        "training.optimizer.type: adam sgd\n"
        "training.optimizer.learning_rate: 0.1 0.2\n");
  CHECK(
      differences({a, a}, {model({{"h", "dense"}, {"o", "dense"}}), model({{"h", "dense"}, {"o", "dense"}})}).empty());
}

TEST_CASE("of parts of different types, keys that one of them lacks are told unless at their default") {
  const auto with = [](const schema::Node& optimizer) { return config("a", optimizer, {}); };
  const auto adam = with(map({{"type", plain("adam")}, {"learning_rate", plain("0.1")}, {"beta_1", plain("0.9")}}));
  const auto sgd = with(map({{"type", plain("sgd")}, {"learning_rate", plain("0.1")}, {"momentum", plain("0.9")}}));
  CHECK(differences({adam, sgd}, {ModelSummary{}, ModelSummary{}}) ==
        "training.optimizer.type: adam sgd\n"
        "training.optimizer.momentum: - 0.9\n");
  const auto decay = with(map({{"type", plain("adam")},
                               {"learning_rate", map({{"type", plain("exponential_decay")},
                                                      {"initial_learning_rate", plain("0.1")},
                                                      {"staircase", plain("false")}})},
                               {"beta_1", plain("0.9")}}));
  CHECK(differences({adam, decay}, {ModelSummary{}, ModelSummary{}}) ==
        "training.optimizer.learning_rate: 0.1 exponential_decay\n"
        "training.optimizer.learning_rate.initial_learning_rate: - 0.1\n");
}

TEST_CASE("automatic names are no difference, given ones are") {
  const auto layer = [](const char* name) { return map({{"type", plain("dense")}, {"name", plain(name)}}); };
  const auto given = config("a", plain("adam"), {layer("x")});
  const auto other = config("a", plain("adam"), {layer("y")});
  CHECK(differences({given, other}, {model({{"x", "dense"}}), model({{"y", "dense"}})}) ==
        "model.layers.x.name: x y\n");
  const auto first = config("a", plain("adam"), {layer("dense")});
  const auto second = config("a", plain("adam"), {layer("dense_1")});
  CHECK(differences({first, second}, {model({{"dense", "dense"}}), model({{"dense_1", "dense"}})}).empty());
}

TEST_CASE("a key with a dot is quoted, one that a config lacks has no value") {
  const auto a = map({{"columns", map({{"Body.Mass", plain("1")}, {"b", plain("2")}})}});
  const auto b = map({{"columns", map({{"Body.Mass", plain("3")}})}});
  CHECK(differences({a, b}, {ModelSummary{}, ModelSummary{}}) == "columns.\"Body.Mass\": 1 3\ncolumns.b: 2 -\n");
}

ComparedEntry entry(const std::string& name, const std::vector<double>& accuracies, std::int64_t parameters) {
  ComparedEntry entry;
  entry.name = name;
  entry.model.total_parameters = parameters;
  for (std::size_t i = 0; i < accuracies.size(); ++i) {
    ComparedTrial trial{static_cast<std::int64_t>(i), {}};
    trial.result.outcome = std::isnan(accuracies[i]) ? Outcome::kDiverged : Outcome::kCompleted;
    if (!std::isnan(accuracies[i])) trial.result.metrics = {{"val_accuracy", accuracies[i]}, {"val_loss", 1.0}};
    entry.trials.push_back(std::move(trial));
  }
  return entry;
}

Comparison comparison(std::vector<ComparedEntry> entries) {
  Comparison comparison;
  comparison.metric = "val_accuracy";
  comparison.entries = std::move(entries);
  judge(comparison);
  return comparison;
}

TEST_CASE("all pairs are tested, the best chosen, and the smallest of those as good") {
  const Comparison one = comparison({entry("small", {0.70, 0.71, 0.72, 0.70, 0.71}, 100),
                                     entry("large", {0.71, 0.70, 0.72, 0.71, 0.71}, 900),
                                     entry("bad", {0.50, 0.51, 0.50, 0.52, 0.51}, 10)});
  REQUIRE(one.pairs.size() == 3);
  CHECK(*one.best == 1);
  CHECK(*one.smallest == 0);
  CHECK(one.is_as_good(0));
  CHECK_FALSE(one.is_as_good(2));
  const ComparedPair* pair = one.pair(2, 1);
  REQUIRE(pair != nullptr);
  CHECK(pair->better == 1);
  CHECK(pair->is_real());
  CHECK(pair->test.difference == Approx(0.202));
  CHECK(pair->p == Approx(3 * pair->test.p).epsilon(0.5));  // Holm: three or two times
  CHECK(one.pair(0, 1)->p > kLevel);
}

TEST_CASE("what a weak test does not find worse is not as good for that") {
  const Comparison one = comparison({entry("small", {0.60, 0.70}, 100), entry("large", {0.75, 0.76}, 900)});
  CHECK_FALSE(one.pairs[0].is_real());
  CHECK(*one.smallest == 1);
}

TEST_CASE("pairs are those seeds at which both have a score; a metric that falls is better when it is less") {
  Comparison one = comparison({entry("a", {NAN, 0.8, 0.9}, 1), entry("b", {0.1, 0.7, NAN}, 1)});
  CHECK(one.pairs[0].test.pairs == 1);
  CHECK(one.pairs[0].test.difference == Approx(0.1));
  CHECK(std::isnan(one.pairs[0].p));
  CHECK(one.entries[0].summary("val_accuracy").count == 2);
  one.larger_is_better = false;
  judge(one);
  CHECK(*one.best == 1);
  CHECK(one.pairs[0].better == 1);
  CHECK(one.pairs[0].test.difference == Approx(0.1));
  one.same_rows = false;
  judge(one);
  CHECK(std::isnan(one.pairs[0].p));
  const Comparison none = comparison({entry("a", {NAN}, 1), entry("b", {NAN}, 1)});
  CHECK_FALSE(none.best.has_value());
  CHECK(shared_metrics(one.entries, "val_") == std::vector<std::string>{"val_accuracy", "val_loss"});
}

}  // namespace
}  // namespace nnctl::analysis
