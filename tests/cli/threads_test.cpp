// The weights of a run do not depend on the number of threads.
#include <string>

#include <catch2/catch.hpp>

#include "process.hpp"
#include "runs.hpp"
#include "temporary_folder.hpp"

namespace nnctl::test {

namespace {

void check_equal_hashes(const std::string& line, const TemporaryFolder& place, const std::string& name) {
  INFO(name);
  std::string first;
  for (const int threads : {1, 2, 4}) {
    const std::string run_name = name + "-" + std::to_string(threads);
    const Outcome outcome = run(line + " -q -o " + run_name + " --threads " + std::to_string(threads), place.path());
    INFO("threads " << threads << '\n' << outcome.err);
    REQUIRE(outcome.exit == 0);
    const std::string hash = weights_hash(place.path() / run_name);
    if (first.empty()) first = hash;
    CHECK(hash == first);
  }
}

}  // namespace

TEST_CASE("weights_hash is equal for 1, 2 and 4 threads", "[threads]") {
  const TemporaryFolder place;
  for (const char* config : {"genre", "genre_256_128"}) {
    check_equal_hashes("nnctl train \"$CONFIGS/" + std::string(config) + ".yaml\" --set training.epochs=10", place,
                       config);
  }
  // Wide and with a large batch: each step is cut into several chunks of rows.
  check_equal_hashes(
      "nnctl train \"$CONFIGS/genre.yaml\" --set model.layers.hidden1.units=512 --set model.layers.hidden2.units=512 "
      "--set training.batch_size=256 --set training.epochs=4",
      place, "wide");
}

}  // namespace nnctl::test
