// Each ailment is built on purpose and must be named; trainings in good health must be left in peace.
#include "analysis/diagnosis.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "analysis/baseline.hpp"
#include "analysis/diagnosis_evidence.hpp"
#include "base/rng.hpp"
#include "experiment/training.hpp"

namespace nnctl::analysis {
namespace {

using Names = std::vector<std::string>;

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("nnctl_diagnosis_test_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
    write_rings();
    write_noise();
    write_rare();
    write_line();
    write_blobs();
    write_far();
    write("blobs", "[{type: dense, units: 16, activation: relu}, {type: dense, units: auto, activation: softmax}]");
    write("far", "[{type: dense, units: 16, activation: tanh}, {type: dense, units: auto, activation: softmax}]");
    write("rings",
          "[{type: dense, units: 16, activation: relu}, {type: dense, units: 16, activation: relu}, "
          "{type: dense, units: auto, activation: softmax}]");
    write("noise", "[{type: dense, units: 128, activation: relu}, {type: dense, units: auto, activation: softmax}]");
    write("rare", "[{type: dense, units: 8, activation: relu}, {type: dense, units: auto, activation: softmax}]");
    write("line", "[{type: dense, units: 16, activation: relu}, {type: dense, units: auto}]");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::filesystem::path config(const std::string& name) const { return path_ / (name + ".yaml"); }

 private:
  void write(const std::string& name, const std::string& layers) const {
    std::ofstream(config(name)) << "data: {train: " << name << ".csv, target: y}\n"
                                << "model: {layers: " << layers << "}\n"
                                << "training: {optimizer: {type: adam, learning_rate: 0.01}, epochs: 30}\n";
  }

  double normal(std::int64_t index) const { return random_.normal(0, static_cast<std::uint64_t>(index)); }

  // A disc in a ring: no line parts them.
  void write_rings() const {
    std::ofstream rows(path_ / "rings.csv");
    rows << "a,b,y\n";
    for (int i = 0; i < 600; ++i) {
      const double radius = (i % 2 == 0 ? 1 : 3) + 0.4 * normal(2 * i);
      const double angle = 0.1 * i;
      rows << radius * std::cos(angle) << ',' << radius * std::sin(angle) << ',' << (i % 2 == 0 ? "disc" : "ring")
           << '\n';
    }
  }
  // Labels that nothing tells.
  void write_noise() const {
    std::ofstream rows(path_ / "noise.csv");
    rows << "a,b,c,d,y\n";
    for (int i = 0; i < 200; ++i) {
      for (int column = 0; column < 4; ++column) rows << normal(10'000 + 5 * i + column) << ',';
      rows << (normal(10'004 + 5 * i) > 0 ? "p" : "q") << '\n';
    }
  }
  // One row in a hundred is of the other class, and hardly different.
  void write_rare() const {
    std::ofstream rows(path_ / "rare.csv");
    rows << "a,b,y\n";
    for (int i = 0; i < 2000; ++i) {
      const bool is_rare = i % 100 == 0;
      rows << normal(30'000 + 2 * i) + (is_rare ? 0.5 : 0) << ',' << normal(30'001 + 2 * i) << ','
           << (is_rare ? "rare" : "common") << '\n';
    }
  }
  // A number in thousands.
  void write_line() const {
    std::ofstream rows(path_ / "line.csv");
    rows << "a,b,y\n";
    for (int i = 0; i < 400; ++i) {
      const double a = normal(50'000 + 3 * i);
      const double b = normal(50'001 + 3 * i);
      rows << a << ',' << b << ',' << 20'000 + 3000 * a - 2000 * b + 500 * normal(50'002 + 3 * i) << '\n';
    }
  }

  // Ten classes, which planes part.
  void write_blobs() const {
    std::ofstream rows(path_ / "blobs.csv");
    for (int column = 0; column < 8; ++column) rows << 'x' << column << ',';
    rows << "y\n";
    for (int i = 0; i < 1000; ++i) {
      for (int column = 0; column < 8; ++column) {
        rows << 2 * normal(70'000 + 8 * (i % 10) + column) + normal(80'000 + 8 * i + column) << ',';
      }
      rows << 'c' << i % 10 << '\n';
    }
  }
  // Features in thousands.
  void write_far() const {
    std::ofstream rows(path_ / "far.csv");
    rows << "a,b,y\n";
    for (int i = 0; i < 600; ++i) {
      const double side = i % 2 == 0 ? -1 : 1;
      rows << 1000 + 100 * normal(90'000 + 2 * i) << ',' << 800 + 50 * side + 30 * normal(90'001 + 2 * i) << ','
           << (i % 2 == 0 ? "low" : "high") << '\n';
    }
  }

  std::filesystem::path path_;
  RandomStream random_{7, "test/diagnosis"};
};

struct CurveKeeper : train::TrainObserver {
  std::vector<train::EpochEvent> epochs;
  void on_epoch(const train::Trainer&, const train::EpochEvent& event) override { epochs.push_back(event); }
};

std::vector<Finding> diagnosis(const std::string& name, const std::vector<std::string>& overrides, int threads = 1) {
  static const Folder folder;
  const std::atomic<bool> never = false;
  ThreadPool pool(threads);
  experiment::Training training(
      experiment::open_experiment(experiment::load_config(folder.config(name), overrides, std::nullopt)), pool, true);
  CurveKeeper curve;
  const train::Status status = training.run(curve, never);
  std::vector<experiment::BaselineRecord> records;
  if (status == train::Status::kCompleted || status == train::Status::kStoppedEarly) {
    const double flops = training_flops(*training.experiment().assembly.plan, training.training().num_rows(),
                                        training.trainer().state().epoch);
    records = baselines(training.experiment().assembly, {training.training(), training.validation()}, flops, pool);
  }
  return diagnose(gather_evidence({name + ".yaml", training.experiment(), training.trainer(), training.training(),
                                   training.validation(), records, curve.epochs},
                                  pool));
}

Names names(const std::string& config, const std::vector<std::string>& overrides = {}) {
  Names found;
  for (const Finding& finding : diagnosis(config, overrides)) {
    INFO(finding.evidence);
    CHECK_FALSE(finding.evidence.empty());
    CHECK_FALSE(finding.suggestion.empty());
    found.push_back(finding.name);
  }
  return found;
}

std::string deep(int layers, const std::string& activation, int units) {
  std::string text = "model.layers=[";
  for (int i = 0; i < layers; ++i) {
    text += "{type: dense, units: " + std::to_string(units) + ", activation: " + activation + "}, ";
  }
  return text + "{type: dense, units: auto, activation: softmax}]";
}

const std::string kRate = "training.optimizer.learning_rate=";

}  // namespace

TEST_CASE("healthy trainings are not diagnosed") {
  for (const char* optimizer :
       {"{type: adam, learning_rate: 0.01}", "{type: adam, learning_rate: 0.003}",
        "{type: sgd, learning_rate: 0.1, momentum: 0.9}", "{type: rmsprop, learning_rate: 0.003}"}) {
    for (const char* activation : {"relu", "tanh", "gelu"}) {
      INFO(optimizer << ' ' << activation);
      CHECK(names("rings", {std::string("training.optimizer=") + optimizer, deep(2, activation, 16)}) == Names{});
    }
  }
  CHECK(names("rings", {"data.split.validation=0"}) == Names{});
  CHECK(names("line", {"data.target={column: y, scale: standard}"}) == Names{});
  CHECK(names("rings", {"training.baseline=none"}) == Names{});
}

TEST_CASE("a learning rate that is too large is named") {
  CHECK(names("rings", {kRate + "10"}).at(0) == "learning_rate_too_large");
  CHECK(names("rings", {kRate + "1e30"}) == Names{"learning_rate_too_large"});
  CHECK(names("rings", {"training.optimizer={type: sgd, learning_rate: 30}", deep(2, "tanh", 16)}).at(0) ==
        "learning_rate_too_large");
}

TEST_CASE("a learning rate that is too small is named") {
  CHECK(names("rings", {kRate + "1e-7"}) == Names{"learning_rate_too_small"});
  CHECK(names("rings", {kRate + "1e-3", "training.epochs=16"}) == Names{"learning_rate_too_small"});
  CHECK(names("rings", {"training.optimizer={type: sgd, learning_rate: 1e-6}"}) == Names{"learning_rate_too_small"});
}

TEST_CASE("dead units are named by layer with their numbers") {
  const auto findings = diagnosis("rings", {"model.layers.dense.bias_initializer={type: constant, value: -100}"});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].name == "dead_units");
  CHECK(findings[0].evidence ==
        "relu units that are 0 for every one of 420 training rows, so that they learn nothing more: 16 of 16 in "
        "'dense', 16 of 16 in 'dense_1'");
}

TEST_CASE("saturated activations are named") {
  for (const char* activation : {"tanh", "sigmoid", "hard_sigmoid"}) {
    INFO(activation);
    CHECK(names("rings", {deep(1, activation, 16),
                          "model.layers.dense.kernel_initializer={type: random_normal, stddev: 300}"}) ==
          Names{"saturated_activations"});
  }
}

TEST_CASE("vanishing gradients are named") {
  CHECK(names("rings", {deep(20, "sigmoid", 8)}) == Names{"vanishing_gradients"});
  // Few layers do, where nothing is learned; never is a lower rate advised then
  for (const char* layers : {"4", "5", "6"}) {
    INFO(layers);
    CHECK(names("blobs", {deep(std::stoi(layers), "sigmoid", 32), "training.optimizer={type: sgd, learning_rate: 0.1}",
                          "training.epochs=15"}) == Names{"vanishing_gradients"});
  }
}

TEST_CASE("a net whose kernels begin with zeros is told to draw them") {
  for (const char* activation : {"relu", "leaky_relu"}) {
    const auto findings = diagnosis("rings", {deep(1, activation, 16), "model.layers.dense.kernel_initializer=zeros",
                                              "model.layers.dense_1.kernel_initializer=zeros"});
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].name == "uniform_weights");
    CHECK(findings[0].evidence.starts_with("the kernel of 'dense' began with 0 everywhere"));
    CHECK(findings[0].suggestion ==
          "draw the first weights at random: kernel_initializer: glorot_uniform in each layer");
  }
}

TEST_CASE("a gate's bias of two rows is no kernel of zeros") {
  const auto findings =
      names("rings", {"model.layers=[{type: reshape, target_shape: [2, 1]}, {type: gru, units: 3}, {type: dense, "
                      "units: auto, activation: softmax}]",
                      "training.optimizer={type: sgd, learning_rate: 1e-9}"});
  CHECK(std::ranges::find(findings, "uniform_weights") == findings.end());
}

TEST_CASE("saturation by unscaled features is cured where it comes from") {
  const auto findings = diagnosis("far", {"data.defaults.number.scale=none"});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].name == "saturated_activations");
  CHECK(findings[0].suggestion ==
        "scale the features, some of which are numbers of about 1e+03: --set data.defaults.number.scale=standard");
  CHECK(names("far") == Names{});
}

TEST_CASE("a net that had no time is told to train longer, not to grow") {
  const std::string small = "training.optimizer={type: adam, learning_rate: 1e-5}";
  const auto slow = diagnosis("blobs", {small, "training.epochs=20"});
  REQUIRE(slow.size() == 1);
  CHECK(slow[0].name == "learning_rate_too_small");
  CHECK(slow[0].suggestion == "take the optimizer's usual one: --set training.optimizer.learning_rate=0.001");
  const auto few = diagnosis("blobs", {kRate + "0.001", "training.epochs=3", "training.batch_size=256"});
  REQUIRE(few.size() == 1);
  CHECK(few[0].name == "learning_rate_too_small");
  CHECK(few[0].suggestion.starts_with("train longer, or try a larger rate: "));
}

TEST_CASE("exploding gradients are named, and told from a rate that is too large") {
  const std::string wide = "_initializer={type: random_normal, stddev: 1000}";
  CHECK(names("rings", {"model.layers.dense.kernel" + wide, "model.layers.dense_1.kernel" + wide,
                        "training.optimizer={type: sgd, learning_rate: 0.01}"}) == Names{"exploding_gradients"});
  const auto unscaled = diagnosis("line", {"training.optimizer={type: sgd, learning_rate: 0.01}"});
  REQUIRE(unscaled.size() == 1);
  CHECK(unscaled[0].name == "exploding_gradients");
  CHECK(unscaled[0].suggestion == "scale the target: --set 'data.target={column: y, scale: standard}'");
}

TEST_CASE("classes that are never told are named") {
  const auto findings = diagnosis("rare", {});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].name == "class_imbalance");
  CHECK(findings[0].evidence ==
        "99.0 % of 1400 training rows are told right, but none of the 14 of class 'rare': every row is told as "
        "'common'");
  CHECK(findings[0].suggestion == "let the rare rows count more: --set training.class_weight=balanced");
}

TEST_CASE("one row told right or wrong does not hide a class that is never told") {
  Evidence evidence;
  evidence.rate = {0.001, 0.001, "training.optimizer.learning_rate=", "", false};
  evidence.constant = {0.14, 0.14};
  evidence.constant_name = "majority class";
  evidence.linear = {0.12, 0.12};
  evidence.model = {0.113, 0.124};
  for (int epoch = 0; epoch < 10; ++epoch) evidence.epochs.push_back({0.113, 0.124, kUnknown, 0.001});
  evidence.classes = {{"common", "rare"}, {581, 19}, {580, 0}, {599, 1}, "validation", false, false};
  const auto findings = diagnose(evidence);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].name == "class_imbalance");
  CHECK(findings[0].evidence ==
        "96.7 % of 600 validation rows are told right, but none of the 19 of class 'rare': almost every row is told as "
        "'common'");
  evidence.classes.correct = {560, 0};  // far worse than the majority: something else is the matter
  CHECK(diagnose(evidence).empty());
}

// The first weights were worse than telling always the same, and the loss has come most of the way.
TEST_CASE("a loss that falls steadily is not of a rate that is too large") {
  Evidence evidence;
  evidence.rate = {0.001, 0.001, "training.optimizer.learning_rate=", "", false};
  evidence.constant = {0.147, kUnknown};
  evidence.constant_name = "majority class";
  evidence.linear = {0.12, kUnknown};
  evidence.initial_loss = 1;
  evidence.weight_change = 1.03;
  for (int epoch = 0; epoch < 20; ++epoch) {
    evidence.epochs.push_back({0.15 + 0.76 * std::exp(-0.12 * epoch), kUnknown, kUnknown, 0.001});
  }
  evidence.model = {evidence.epochs.back().loss, kUnknown};
  const auto findings = diagnose(evidence);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].name == "learning_rate_too_small");
}

TEST_CASE("losses thrown about are not called overfitting") {
  Evidence evidence;
  evidence.rate = {2, 0.01, "training.optimizer.learning_rate=", "", false};
  evidence.constant = {0.66, 0.65};
  evidence.constant_name = "majority class";
  evidence.linear = {0.05, 0.05};
  evidence.model = {0.7, 0.48};
  evidence.initial_loss = 0.83;
  for (int epoch = 0; epoch < 20; ++epoch) {
    const double loss = epoch == 0 ? 2e8 : 0.69 + (epoch % 2 == 0 ? 0.06 : -0.06);
    evidence.epochs.push_back({loss, epoch == 0 ? 0.4765 : 0.64, kUnknown, 2});
  }
  const auto findings = diagnose(evidence);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].name == "learning_rate_too_large");
}

TEST_CASE("underfitting is named") {
  CHECK(names("rings", {deep(1, "linear", 1)}) == Names{"underfitting"});
  const auto linear = diagnosis("rings", {"model.layers=[{type: dense, units: auto, activation: softmax}]"});
  REQUIRE(linear.size() == 1);
  CHECK(linear[0].name == "underfitting");
  CHECK(linear[0].suggestion == "put a hidden layer in front: {type: dense, units: 64, activation: relu}");
}

TEST_CASE("overfitting is named with the epoch it begins in") {
  const auto findings = diagnosis("noise", {"training.epochs=60"});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].name == "overfitting");
  CHECK(findings[0].evidence.starts_with("from epoch "));
  CHECK(findings[0].suggestion ==
        "stop when validation does: --set 'training.early_stopping={monitor: val_loss, patience: 6}'");
}

TEST_CASE("a diagnosis does not depend on the number of threads") {
  for (const char* name : {"noise", "rare"}) {
    const auto one = diagnosis(name, {});
    for (const int threads : {2, 4}) {
      const auto more = diagnosis(name, {}, threads);
      REQUIRE(more.size() == one.size());
      for (std::size_t i = 0; i < one.size(); ++i) CHECK(more[i].evidence == one[i].evidence);
    }
  }
}

// A plateau as such, without a run that happens to end in one: only the curve and the linear model decide.
TEST_CASE("a plateau is a loss that stands still above a linear model's") {
  Evidence evidence;
  evidence.rate = {0.1, 0.01, "training.optimizer.learning_rate=", "", false};
  evidence.constant = {1.0, kUnknown};
  evidence.constant_name = "mean";
  evidence.linear = {0.4, kUnknown};
  evidence.model = {0.6, kUnknown};
  for (int epoch = 0; epoch < 40; ++epoch) {
    const double loss = epoch < 5 ? 1 - 0.08 * epoch : 0.6 + (epoch % 2 == 0 ? 0.01 : -0.01);
    evidence.epochs.push_back({loss, kUnknown, kUnknown, 0.1});
  }
  const auto findings = diagnose(evidence);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].name == "plateau");
  CHECK(findings[0].evidence ==
        "the training loss has stayed at 0.6 for the last 13 epochs, while a linear model reaches 0.4");
  evidence.linear.training = 0.59;  // about as good: no evidence that more can be had
  CHECK(diagnose(evidence).empty());
}

}  // namespace nnctl::analysis
