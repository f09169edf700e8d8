// The linear baseline is the best of all linear models, whatever the scale of rows and targets and whatever net it
// stands beside.
#include "analysis/linear_fit.hpp"

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "analysis/baseline.hpp"
#include "base/rng.hpp"
#include "experiment/training.hpp"

namespace nnctl::analysis {
namespace {

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("nnctl_linear_fit_test_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
    const RandomStream random(3, "test/linear_fit");
    const auto normal = [&](int index) { return random.normal(0, static_cast<std::uint64_t>(index)); };
    std::ofstream number(path_ / "number.csv");
    std::ofstream label(path_ / "label.csv");
    number << "a,b,y\n";
    label << "a,b,y\n";
    for (int i = 0; i < 500; ++i) {
      const double a = 300 + 40 * normal(3 * i);
      const double b = 0.01 * normal(3 * i + 1);
      const double noise = normal(3 * i + 2);
      number << a << ',' << b << ',' << 20'000 + 10 * a + 50'000 * b + 100 * noise << '\n';
      label << a << ',' << b << ',' << ((a - 300) / 40 + b / 0.01 + noise > 0 ? "p" : "q") << '\n';
    }
    for (const char* name : {"number", "label"}) {
      std::ofstream(path_ / (std::string(name) + ".yaml"))
          << "data: {train: " << name
          << ".csv, target: y, defaults: {number: {scale: none}}, split: {validation: 0.2}}\n"
          << "model: {layers: [{type: dense, units: 4, activation: relu}, {type: dense, units: auto"
          << (std::string(name) == "label" ? ", activation: softmax" : "") << "}]}\ntraining: {epochs: 2}\n";
    }
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path config(const std::string& name) const { return path_ / (name + ".yaml"); }

 private:
  std::filesystem::path path_;
};

// The baselines' logs: of the constant one, and of the linear model.
std::vector<train::Logs> scores(const std::string& name, const std::vector<std::string>& overrides, int threads = 1,
                                double flops = 0) {
  static const Folder folder;
  ThreadPool pool(threads);
  const experiment::Training training(
      experiment::open_experiment(experiment::load_config(folder.config(name), overrides, std::nullopt)), pool, true);
  std::vector<train::Logs> logs;
  for (const auto& record :
       baselines(training.experiment().assembly, {training.training(), training.validation()}, flops, pool)) {
    logs.push_back(record.metrics);
  }
  REQUIRE(logs.size() == 2);
  return logs;
}

double value(const train::Logs& logs, const std::string& name) { return *train::find_log(logs, name); }

}  // namespace

TEST_CASE("the linear baseline reaches the noise that no linear model gets below") {
  const auto logs = scores("number", {});
  CHECK(value(logs[0], "loss") > 350'000);
  CHECK(value(logs[1], "loss") == Approx(100 * 100).epsilon(0.15));
  CHECK(value(logs[1], "val_loss") == Approx(100 * 100).epsilon(0.25));
}

TEST_CASE("the linear baseline is the same beside any net, optimizer and seed") {
  for (const char* name : {"number", "label"}) {
    const auto one = scores(name, {}, 1, 1e6);
    for (const std::vector<std::string>& overrides :
         {std::vector<std::string>{"model.layers.dense.units=512"},
          std::vector<std::string>{"training.optimizer={type: sgd, learning_rate: 3}", "training.batch_size=7"},
          std::vector<std::string>{"training.epochs=90"}}) {
      const auto other = scores(name, overrides, 1, 1e8);
      CHECK(value(other[1], "loss") == value(one[1], "loss"));
      CHECK(value(other[1], "val_loss") == value(one[1], "val_loss"));
    }
  }
}

TEST_CASE("the linear baseline has the same bits with any number of threads") {
  for (const char* name : {"number", "label"}) {
    const auto one = scores(name, {});
    for (const int threads : {2, 4}) CHECK(scores(name, {}, threads) == one);
  }
}

TEST_CASE("the linear baseline is no worse than telling always the same") {
  for (const char* loss : {"mae", "huber", "mse", "mape"}) {
    INFO(loss);
    const auto logs = scores("number", {std::string("training.loss=") + loss});
    CHECK(value(logs[1], "loss") <= value(logs[0], "loss"));
  }
  const auto logs = scores("label", {});
  CHECK(value(logs[1], "loss") < 0.65 * value(logs[0], "loss"));
}

}  // namespace nnctl::analysis
