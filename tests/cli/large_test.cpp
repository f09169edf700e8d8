// Tables that take more than data.memory: their cache, and runs whose rows are held a piece at a time.
#include <signal.h>

#include <chrono>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "process.hpp"
#include "runs.hpp"
#include "temporary_folder.hpp"

namespace nnctl::test {

namespace fs = std::filesystem;

namespace {

// 20,000 rows of 20 numbers, and the part that each is in: 1.4 MB of features to train on.
void write_table(const fs::path& file, double held_out_factor = 1.0) {
  std::string text = "part";
  for (int c = 0; c < 20; ++c) text += fmt::format(",x{}", c);
  text += ",y\n";
  std::uint64_t state = 1;
  const auto draw = [&] {
    state = state * 6364136223846793005U + 1442695040888963407U;
    return static_cast<int>(state >> 33) % 2000 - 1000;
  };
  for (int row = 0; row < 20'000; ++row) {
    const bool trains = row % 5 != 0;
    const double factor = trains ? 1.0 : held_out_factor;
    text += trains ? "fit" : row % 2 == 0 ? "dev" : "final";
    int sum = 0;
    for (int c = 0; c < 20; ++c) {
      const int value = draw();
      sum += c < 3 ? value : 0;
      text += fmt::format(",{}", value * factor);
    }
    text += (factor == 1.0 ? sum > 0 : sum > 500) ? ",up\n" : ",down\n";
  }
  write_text(file, text);
}

void write_config(const fs::path& file, const std::string& table) {
  write_text(file, fmt::format(R"(version: 1
data:
  train: {}
  target: y
  split: {{strategy: column, by: part, validation: [dev], test: [final]}}
  memory: 1MB
model:
  layers:
    - {{type: dense, units: 8, activation: relu}}
    - {{type: dense, units: 1, activation: sigmoid}}
training: {{loss: binary_crossentropy, metrics: [accuracy], optimizer: adam, epochs: 3, batch_size: 100, baseline: none}}
)",
                               table));
}

nlohmann::json run_json(const fs::path& run) { return nlohmann::json::parse(read_text(run / "run.json")); }

std::string hash_of(const TemporaryFolder& place, const std::string& name, const std::string& more) {
  const Outcome outcome = run(fmt::format("nnctl train c.yaml -q -o {} {}", name, more), place.path());
  INFO(outcome.err);
  REQUIRE(outcome.exit == 0);
  return weights_hash(place.path() / name);
}

}  // namespace

TEST_CASE("a training in pieces has the same bits for any number of threads and any cache", "[large]") {
  const TemporaryFolder place;
  write_table(place.path() / "t.csv");
  write_config(place.path() / "c.yaml", "t.csv");
  const std::string hash = hash_of(place, "one", "--threads 1");
  CHECK(fs::exists(place.path() / ".nnctl-cache"));
  CHECK(hash_of(place, "two", "--threads 2") == hash);
  CHECK(hash_of(place, "four", "--threads 4") == hash);
  CHECK(hash_of(place, "off", "--set data.cache=off") == hash);
  CHECK(hash_of(place, "folder", "--set data.cache=kept") == hash);
  const std::string whole = hash_of(place, "whole", "--set data.memory=2MB");
  CHECK(whole != hash);
  CHECK(hash_of(place, "more", "--set data.memory=1GB") == whole);
}

TEST_CASE("a training in pieces that is cut off goes on to the same weights", "[large]") {
  const TemporaryFolder place;
  write_table(place.path() / "t.csv");
  write_config(place.path() / "c.yaml", "t.csv");
  const std::string hash = hash_of(place, "whole", "--set training.epochs=60");
  int resumed = 0;
  for (const int delay : {150, 400, 700}) {
    const std::string name = fmt::format("cut{}", delay);
    Process process(fmt::format("nnctl train c.yaml -q -o {} --set training.epochs=60", name), place.path());
    std::this_thread::sleep_for(std::chrono::milliseconds(delay));
    process.send(SIGINT);
    process.wait();
    if (!fs::exists(place.path() / name / "checkpoint")) continue;
    const Outcome rest = run(fmt::format("nnctl train -q --resume {}", name), place.path());
    INFO(rest.err);
    REQUIRE(rest.exit == 0);
    CHECK(weights_hash(place.path() / name) == hash);
    ++resumed;
  }
  CHECK(resumed > 0);
}

TEST_CASE("other validation and test rows change no bit of the weights", "[large]") {
  const TemporaryFolder place;
  write_table(place.path() / "t.csv");
  write_table(place.path() / "other.csv", 1000.0);
  for (const char* memory : {"1MB", "1GB"}) {
    const std::string more = fmt::format("--set data.memory={}", memory);
    write_config(place.path() / "c.yaml", "t.csv");
    hash_of(place, fmt::format("first{}", memory), more);
    write_config(place.path() / "c.yaml", "other.csv");
    hash_of(place, fmt::format("second{}", memory), more);
    const nlohmann::json first = run_json(place.path() / fmt::format("first{}", memory));
    const nlohmann::json second = run_json(place.path() / fmt::format("second{}", memory));
    CHECK(first["last"]["weights_hash"] == second["last"]["weights_hash"]);
    CHECK(first["last"]["metrics"]["loss"] == second["last"]["metrics"]["loss"]);
    CHECK(first["last"]["metrics"]["val_loss"] != second["last"]["metrics"]["val_loss"]);
  }
}

}  // namespace nnctl::test
