// A sweep that is killed again and again ends with the table of one that was left alone, whatever the workers.
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

#include <catch2/catch.hpp>

#include "process.hpp"
#include "temporary_folder.hpp"

namespace nnctl::test {

namespace {

namespace fs = std::filesystem;

int num_kills() {
  const char* wanted = std::getenv("NNCTL_SWEEP_KILLS");
  return wanted == nullptr ? 8 : std::atoi(wanted);
}

std::string sweep_line(const std::string& directory, int workers) {
  return "exec nnctl sweep $CONFIGS/genre.yaml 'model.layers.hidden1.units={log_int: [8, 128]}' "
         "'training.optimizer.learning_rate={log_uniform: [1e-4, 1e-2]}' 'training.epochs={int: [20, 60]}' "
         "--set 'sweep.strategy=tpe' --set sweep.trials=48 -q -o " +
         directory + " --workers " + std::to_string(workers);
}

}  // namespace

TEST_CASE("a sweep that is killed at any moment ends with the same table, for any number of workers", "[resume]") {
  const TemporaryFolder place;
  const auto timed = [&](const std::string& line) {
    const auto begin = std::chrono::steady_clock::now();
    REQUIRE(run(line, place.path()).exit == 0);
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  };
  const auto duration = timed(sweep_line("whole", 2));
  const auto startup = timed(sweep_line("whole", 2));  // nothing is left to be tried
  const std::string table = read_text(place.path() / "whole" / "trials.csv");
  for (const int workers : {1, 4}) {
    const std::string name = "workers" + std::to_string(workers);
    REQUIRE(run(sweep_line(name, workers), place.path()).exit == 0);
    CHECK(read_text(place.path() / name / "trials.csv") == table);
  }
  std::mt19937 random(20240301);
  int killed = 0;
  for (int kill = 0; kill < num_kills(); ++kill) {
    Process process(sweep_line("cut", 1 + kill % 3), place.path());
    // The search's time in all: what was running is lost, so that it is seldom through before the kills are, even on a
    // machine that has just become faster
    std::this_thread::sleep_for(startup + duration * (random() % 1000) / (500 * num_kills()));
    process.send(SIGKILL);
    const int exit = process.wait().exit;
    killed += exit == 128 + SIGKILL ? 1 : 0;
    if (exit == 0) break;
  }
  const std::string journal =
      fs::exists(place.path() / "cut/trials.jsonl") ? read_text(place.path() / "cut/trials.jsonl") : "";
  const auto found = std::count(journal.begin(), journal.end(), '\n');
  const Outcome rest = run(sweep_line("cut", 2), place.path());
  INFO(rest.err);
  REQUIRE(rest.exit == 0);
  CHECK(read_text(place.path() / "cut" / "trials.csv") == table);
  INFO(killed << " of " << num_kills() << " kills hit a running search, which left " << found << " trials");
  CHECK(killed > num_kills() / 4);
}

}  // namespace nnctl::test
