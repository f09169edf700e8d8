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

// 3,000 pictures of 20 x 20 bytes and their classes, and a config: 1.2 MB.
void write_arrays(const fs::path& folder) {
  constexpr int kRows = 3000;
  const auto sizes = [](std::initializer_list<int> shape) {
    std::string text;
    for (const int size : shape) text += {0, 0, static_cast<char>(size >> 8), static_cast<char>(size)};
    return text;
  };
  std::string pictures = std::string{0, 0, 8, 3} + sizes({kRows, 20, 20});
  std::string labels = std::string{0, 0, 8, 1} + sizes({kRows});
  std::uint32_t state = 1;
  for (int row = 0; row < kRows; ++row) {
    labels += static_cast<char>(row % 3);
    for (int i = 0; i < 400; ++i) {
      state = state * 1664525U + 1013904223U;
      pictures += static_cast<char>(state >> (i % 3 == row % 3 ? 24 : 26));
    }
  }
  write_text(folder / "x.idx", pictures);
  write_text(folder / "y.idx", labels);
  write_text(folder / "c.yaml", R"(version: 1
data: {train: {x: x.idx, y: y.idx}, memory: 1MB}
model:
  layers:
    - {type: flatten}
    - {type: dense, units: 8, activation: relu}
    - {type: dense, units: 3, activation: softmax}
training: {loss: sparse_categorical_crossentropy, optimizer: adam, epochs: 3, batch_size: 100, baseline: none}
)");
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
  const bool is_table = GENERATE(true, false);
  if (is_table) {
    write_table(place.path() / "t.csv");
    write_config(place.path() / "c.yaml", "t.csv");
  } else {
    write_arrays(place.path());
  }
  const auto begin = std::chrono::steady_clock::now();
  const std::string hash = hash_of(place, "whole", "--set training.epochs=60");
  const auto duration = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  int resumed = 0;
  for (const int tenths : {2, 4, 6, 8}) {
    const std::string name = fmt::format("cut{}", tenths);
    Process process(fmt::format("exec nnctl train c.yaml -q -o {} --set training.epochs=60", name), place.path());
    std::this_thread::sleep_for(duration * tenths / 10);
    process.send(tenths % 4 == 0 ? SIGKILL : SIGINT);  // SIGINT ends it within an epoch
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

TEST_CASE("a training on arrays in pieces has the same bits for any number of threads", "[large]") {
  const TemporaryFolder place;
  write_arrays(place.path());
  const std::string hash = hash_of(place, "one", "--threads 1");
  CHECK(hash_of(place, "two", "--threads 2") == hash);
  CHECK(hash_of(place, "four", "--threads 4") == hash);
  CHECK(hash_of(place, "whole", "--set data.memory=1GB") != hash);
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
