// Runs that are cut off, by a signal or by a full disk, and go on: they end with the weights of the uninterrupted run.
#include <signal.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <random>
#include <thread>

#include <catch2/catch.hpp>

#include "process.hpp"
#include "runs.hpp"
#include "temporary_folder.hpp"

namespace nnctl::test {

namespace fs = std::filesystem;

namespace {

constexpr int kEpochs = 2000;
constexpr int kExitData = 4;
constexpr int kExitInterrupted = 130;

int num_kills() {
  const char* wanted = std::getenv("NNCTL_KILLS");
  return wanted == nullptr ? 12 : std::atoi(wanted);
}

}  // namespace

TEST_CASE("a run that is killed at any moment and resumed ends with the same weights", "[resume]") {
  const TemporaryFolder place;
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(run(train_line("whole", kEpochs), place.path()).exit == 0);
  const auto duration = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  const std::string hash = weights_hash(place.path() / "whole");

  constexpr std::array kSignals = {SIGKILL, SIGTERM, SIGINT};
  std::mt19937 random(20240229);
  int resumed = 0;
  for (int kill = 0; kill < num_kills(); ++kill) {
    const std::string name = "run" + std::to_string(kill);
    const int signal = kSignals[static_cast<std::size_t>(kill) % kSignals.size()];
    const auto delay = duration * (random() % 1000) / 1000;
    Process process(train_line(name, kEpochs), place.path());
    std::this_thread::sleep_for(delay);
    process.send(signal);
    const Outcome cut = process.wait();
    INFO("signal " << signal << " after " << delay.count() << " us: exit " << cut.exit << '\n' << cut.err);
    if (!fs::exists(place.path() / name / "checkpoint")) {
      // It had not begun to train, or it was done.
      CHECK((cut.exit == 0 || cut.exit == 128 + signal || cut.exit == kExitInterrupted));
      continue;
    }
    if (cut.exit == 0) continue;
    CHECK(cut.exit == (signal == SIGKILL ? 128 + SIGKILL : kExitInterrupted));
    if (signal != SIGKILL) {
      CHECK(run_status(place.path() / name) == "interrupted");
      CHECK_THAT(cut.err + cut.out, Catch::Contains("nnctl train --resume " + name));
    }
    const Outcome rest = run("nnctl train -q --resume " + name, place.path());
    INFO(rest.err);
    REQUIRE(rest.exit == 0);
    CHECK(run_status(place.path() / name) == "completed");
    CHECK(weights_hash(place.path() / name) == hash);
    CHECK(read_text(place.path() / name / "model.safetensors").size() ==
          read_text(place.path() / "whole" / "model.safetensors").size());
    ++resumed;
  }
  CHECK(resumed > num_kills() / 3);
}

TEST_CASE("averages, gathered gradients, plateaus and saved models outlive a kill", "[resume]") {
  const TemporaryFolder place;
  constexpr int kFewEpochs = 300;
  const std::string more =
      "--set 'training.optimizer={type: nadam, use_ema: true, gradient_accumulation_steps: 3, clipnorm: 1.0, "
      "learning_rate: {type: cosine_decay, initial_learning_rate: 0.01, decay_steps: auto}}'"
      " --set 'training.warmup={length: 10%}' --set training.validation_freq=2"
      " --set 'training.reduce_lr_on_plateau={patience: 3, factor: 0.7, cooldown: 2}'"
      " --set 'training.model_checkpoint={every: 7 epochs, keep: 3}'";
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(run(train_line("whole", kFewEpochs, more), place.path()).exit == 0);
  const auto duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  const auto saved = [&](const std::string& name) {
    std::map<std::string, std::string> models;
    for (const auto& entry : fs::directory_iterator(place.path() / name / "checkpoints")) {
      models[entry.path().filename().string()] = read_text(entry.path());
    }
    return models;
  };
  const auto expected = saved("whole");
  REQUIRE(expected.size() == 3);
  CHECK(expected.contains("epoch_0294.safetensors"));
  for (int kill = 0; kill < 4; ++kill) {
    const std::string name = "run" + std::to_string(kill);
    Process process(train_line(name, kFewEpochs, more), place.path());
    std::this_thread::sleep_for(duration * (2 * kill + 1) / 10);
    process.send(kill % 2 == 0 ? SIGKILL : SIGINT);
    process.wait();
    if (!fs::exists(place.path() / name / "checkpoint")) continue;
    const Outcome rest = run("nnctl train -q --resume " + name, place.path());
    INFO(rest.err);
    REQUIRE(rest.exit == 0);
    CHECK(weights_hash(place.path() / name) == weights_hash(place.path() / "whole"));
    CHECK(saved(name) == expected);
  }
}

TEST_CASE("a disk that fills up costs no complete file, and the run goes on later", "[resume]") {
  const TemporaryFolder place;
  REQUIRE(run(train_line("whole", kEpochs), place.path()).exit == 0);
  Process process(train_line("run", kEpochs), place.path());
  while (!fs::exists(place.path() / "run/metrics.csv")) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  process.send(SIGINT);
  REQUIRE(process.wait().exit == kExitInterrupted);
  const std::string model = read_text(place.path() / "run/model.safetensors");
  const std::string checkpoint = read_text(place.path() / "run/checkpoint");

  const Outcome full = run("ulimit -f 1; exec nnctl train -q --resume run", place.path());
  CHECK(full.exit == kExitData);
  CHECK(full.out.empty());
  CHECK_THAT(full.err, Catch::StartsWith("error: cannot write 'run/") && Catch::Contains(": file too large\n"));
  CHECK(read_text(place.path() / "run/model.safetensors") == model);
  CHECK(read_text(place.path() / "run/checkpoint") == checkpoint);

  REQUIRE(run("nnctl train -q --resume run", place.path()).exit == 0);
  CHECK(weights_hash(place.path() / "run") == weights_hash(place.path() / "whole"));
}

TEST_CASE("a disk that is full from the start leaves no model", "[resume]") {
  const TemporaryFolder place;
  const Outcome full = run("ulimit -f 1; " + train_line("run", 3), place.path());
  CHECK(full.exit == kExitData);
  CHECK_THAT(full.err, Catch::Contains("error: cannot write 'run/") && Catch::Contains(": file too large\n"));
  CHECK_FALSE(fs::exists(place.path() / "run/model.safetensors"));
}

}  // namespace nnctl::test
