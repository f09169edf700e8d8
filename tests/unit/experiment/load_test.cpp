// A config's mistakes, the layer list, run directories.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "config/document.hpp"
#include "experiment/open.hpp"
#include "experiment/run_directory.hpp"

namespace nnctl::experiment {
namespace {

// A config file in a folder of its own, beside rows.csv; gone with the object.
class Folder {
 public:
  Folder() {
    static int count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("nnctl_load_test_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(path_);
    std::ofstream rows(path_ / "rows.csv");
    rows << "a,b,kind\n";
    for (int i = 0; i < 40; ++i) rows << i << ',' << (i * 7) % 11 << ',' << (i % 2 == 0 ? "even" : "odd") << '\n';
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path path() const { return path_; }
  LoadedConfig load(const std::string& text, const std::vector<std::string>& overrides = {}) const {
    std::ofstream(path_ / "c.yaml") << text;
    return load_config(path_ / "c.yaml", overrides, std::nullopt);
  }
  // Messages without their place's folder, one after the other; empty when there is none.
  std::string mistakes(const std::string& layers, const std::string& training, const std::string& data = "") const {
    try {
      open_experiment(load("data: {train: rows.csv, target: kind" + data + "}\nmodel: {layers: " + layers +
                           "}\ntraining: {epochs: 2" + training + "}\n"));
    } catch (const UserError& error) {
      std::string text;
      for (const Diagnostic& diagnostic : error.diagnostics()) {
        text += std::to_string(diagnostic.place.line) + ": " + diagnostic.message + "\n";
      }
      return text;
    }
    return {};
  }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("a metric is named as Keras prints it, and keeps its name in the stored config") {
  const Folder folder;
  const auto names = [&](const std::string& metrics) {
    const LoadedConfig loaded = folder.load(
        "data: {train: rows.csv, target: kind}\nmodel: {layers: [{type: dense, units: "
        "auto, activation: softmax}]}\ntraining: {epochs: 2, metrics: " +
        metrics + "}\n");
    const auto again =
        load_stored_config(config::to_yaml(ExperimentConfig::schema().write(&loaded.config)), "stored", "");
    CHECK(log_names(again.config.training.metrics.list, false) ==
          log_names(loaded.config.training.metrics.list, false));
    return log_names(loaded.config.training.metrics.list, false);
  };
  using Names = std::vector<std::string>;
  CHECK(names("[AUC, acc]") == Names{"loss", "AUC", "acc"});
  CHECK(names("[{type: AUC}, {type: AUC, curve: PR, name: prc}]") == Names{"loss", "auc", "prc"});
  CHECK(names("[{type: TopKCategoricalAccuracy, k: 1}, {type: auc}]") ==
        Names{"loss", "top_k_categorical_accuracy", "auc"});
}

TEST_CASE("what fits is settled: loss, metrics, units") {
  const Folder folder;
  const OpenedExperiment opened = open_experiment(
      folder.load("data: {train: rows.csv, target: kind}\nmodel: {layers: [{type: dense, units: auto, activation: "
                  "sigmoid}]}\ntraining: {epochs: 2}\n"));
  CHECK(opened.assembly.config.training.loss.part.name() == "binary_crossentropy");
  CHECK(opened.assembly.config.training.metrics.list.front().name == "accuracy");
  CHECK(opened.assembly.plan->output().shape == Shape{1});
  CHECK(opened.assembly.config.name == "c");
}

TEST_CASE("what does not fit the target is named at its place") {
  const Folder folder;
  CHECK(folder.mistakes("[{type: dense, units: 5, activation: softmax}]", "") ==
        "2: layer 'dense' puts out (5,), and target 'kind' has 2 classes (even, odd): 2 wanted\n");
  CHECK(folder.mistakes("[{type: dense, units: auto}]", ", loss: mse") ==
        "3: loss 'mean_squared_error' is for numbers, and target 'kind' has 2 classes (even, odd)\n");
  CHECK(folder.mistakes("[{type: dense, units: auto}]", "") ==
        "2: no loss fits a target of 2 classes (even, odd) after a last layer with no activation\n");
  CHECK(folder.mistakes("[{type: dense, units: auto, activation: softmax}]", ", early_stopping: {monitor: val_f1}") ==
        "3: 'monitor: val_f1' is not computed\n");
  CHECK(folder.mistakes("[]", "") == "2: the model has no layer\n");
  CHECK(folder.mistakes("[{type: dense, units: 3, name: a}, {type: dense, units: auto, activation: softmax, name: a}]",
                        "") == "2: two layers are named 'a'\n");
  CHECK(folder.mistakes("[{type: dense, units: auto}, {type: dense, units: auto, activation: softmax}]", "") ==
        "2: 'units: auto' is for the last layer\n");
}

TEST_CASE("repeats and blocks are written out with names that count up") {
  const Folder folder;
  const LoadedConfig loaded = folder.load(
      "data: {train: rows.csv, target: kind}\ntraining: {epochs: 1}\nmodel:\n  layers:\n"
      "    - {type: dense, units: 3, name: hidden, repeat: 2}\n"
      "    - {type: block, repeat: 2, layers: [{type: dense, units: 4}, {type: dropout, rate: 0.1, name: drop}]}\n"
      "    - {type: dense, units: 2, repeat: 0}\n"
      "    - {type: dense, units: auto, activation: softmax}\n");
  std::vector<std::string> names;
  for (const ExpandedLayer& layer : expand_layers(loaded.config.model.layers)) names.push_back(layer.spec.name);
  CHECK(names == std::vector<std::string>{"hidden", "hidden_1", "dense", "drop", "dense_1", "drop_1", "dense_2"});
}

TEST_CASE("a resolved config reads back as itself") {
  const Folder folder;
  const OpenedExperiment opened = open_experiment(folder.load(
      "x-note: {anything: goes}\nseed: 7\ndata: {train: rows.csv, target: {column: kind, positive: even}, features: "
      "[b, "
      "a], columns: {a: {scale: minmax, missing: {constant: 2}}}}\n"
      "model: {layers: [{type: dense, units: 3, activation: {type: leaky_relu, negative_slope: 0.1}, "
      "kernel_regularizer: l2, activity_regularizer: {type: l1, l1: 0.5}}, {type: dense, units: auto, activation: "
      "sigmoid}]}\n"
      "training: {epochs: 2, metrics: [acc, {type: binary_accuracy, threshold: 0.4}], optimizer: {type: SGD, momentum: "
      "0.9}, early_stopping: {patience: 3}}\n"));
  const std::string text = config_text(opened.assembly.config, folder.path());
  const LoadedConfig again = load_stored_config(text, "stored", folder.path());
  CHECK(config_text(again.config, folder.path()) == text);
  CHECK(config_fingerprint(again.config) == config_fingerprint(opened.assembly.config));
}

TEST_CASE("runs are numbered and never overwritten") {
  const Folder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  CHECK(make_run_directory(std::nullopt, "x") == "runs/x/1");
  CHECK(make_run_directory(std::nullopt, "x") == "runs/x/2");
  std::filesystem::create_directories("runs/x/10");
  CHECK(make_run_directory(std::nullopt, "x") == "runs/x/11");
  CHECK_THROWS_WITH(make_run_directory("runs/x/2", "x"),
                    "error: 'runs/x/2' exists already\n"
                    "  hint: nothing is overwritten: choose another --output, or remove it yourself\n");
  std::filesystem::current_path(before);
}

}  // namespace nnctl::experiment
