// Trainings in memory: the same bits as alone, whatever runs beside them.
#include "experiment/trial.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

namespace nnctl::experiment {
namespace {

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("nnctl_trial_test_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
    std::ofstream rows(path_ / "rows.csv");
    rows << "a,b,kind\n";
    for (int i = 0; i < 60; ++i) rows << i % 13 << ',' << (i * 7) % 11 << ',' << (i % 3 == 0 ? "x" : "y") << '\n';
    std::ofstream(path_ / "c.yaml") << "data: {train: rows.csv, target: kind}\n"
                                       "model: {layers: [{type: dense, units: 4, activation: relu}, {type: dense, "
                                       "units: auto, activation: softmax}]}\n"
                                       "training: {epochs: 4, batch_size: 8}\n";
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  LoadedConfig load(const std::vector<std::string>& overrides) const {
    return load_config(path_ / "c.yaml", overrides, std::nullopt);
  }

 private:
  std::filesystem::path path_;
};

const std::atomic<bool> kGoOn = false;

}  // namespace

TEST_CASE("trials side by side have the bits of each alone, on data read once") {
  const Folder folder;
  constexpr int kTrials = 6;
  const auto config = [&](std::int64_t i) { return folder.load({"seed=" + std::to_string(i)}); };
  std::vector<std::string> alone;
  for (int i = 0; i < kTrials; ++i) {
    SharedData data;
    ThreadPool pool(2);
    alone.push_back(run_trial(config(i), data, pool, kGoOn).weights_hash);
  }
  std::vector<TrialResult> together(kTrials);
  SharedData data;
  ThreadPool workers(3);
  auto run = [&](std::int64_t trial, int) {
    ThreadPool pool(1);
    together[static_cast<std::size_t>(trial)] = run_trial(config(trial), data, pool, kGoOn);
  };
  workers.for_each_chunk(kTrials, run);
  for (int i = 0; i < kTrials; ++i) {
    const TrialResult& trial = together[static_cast<std::size_t>(i)];
    CHECK(trial.outcome == Outcome::kCompleted);
    CHECK(trial.epochs == 4);
    CHECK(trial.curve.size() == 4);
    CHECK(trial.total_parameters == 2 * 4 + 4 + 4 * 2 + 2);
    CHECK(trial.weights_hash == alone[static_cast<std::size_t>(i)]);
  }
  CHECK(alone[0] != alone[1]);
  const OpenedExperiment first = data.open(config(0));
  const OpenedExperiment second = data.open(config(1));
  CHECK(first.data == second.data);
  CHECK(data.rows(first).training == data.rows(second).training);
  const OpenedExperiment other = data.open(folder.load({"data.split.seed=1"}));
  CHECK(other.data != first.data);
  const OpenedExperiment weighted = data.open(folder.load({"training.class_weight=balanced"}));
  CHECK(weighted.data == first.data);
  CHECK(data.rows(weighted).training != data.rows(first).training);
}

TEST_CASE("a trial that is pruned, diverges or cannot be built is a result, not an error") {
  const Folder folder;
  SharedData data;
  ThreadPool pool(1);
  TrialHooks hooks;
  hooks.prunes = [](const std::vector<train::EpochEvent>& curve) { return curve.size() == 2; };
  const TrialResult pruned = run_trial(folder.load({}), data, pool, kGoOn, hooks);
  CHECK(pruned.outcome == Outcome::kPruned);
  CHECK(pruned.epochs == 2);

  const TrialResult diverged =
      run_trial(folder.load({"training.optimizer={type: sgd, learning_rate: 1e38}"}), data, pool, kGoOn);
  CHECK(diverged.outcome == Outcome::kDiverged);
  CHECK(diverged.reason.starts_with("training diverged: the loss became"));

  const TrialResult failed = run_trial(folder.load({"training.loss=mse"}), data, pool, kGoOn);
  CHECK(failed.outcome == Outcome::kFailed);
  CHECK(failed.reason.starts_with("loss 'mean_squared_error' is for numbers"));

  const std::atomic<bool> stop = true;
  CHECK(run_trial(folder.load({}), data, pool, stop).outcome == Outcome::kInterrupted);
}

}  // namespace nnctl::experiment
