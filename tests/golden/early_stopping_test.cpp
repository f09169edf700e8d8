// BestEpoch against Keras's EarlyStopping callback, driven over sequences of values.
#include <catch2/catch.hpp>

#include "golden/vectors.hpp"
#include "train/best_epoch.hpp"

namespace nnctl::golden {

TEST_CASE("early stopping stops where Keras stops and keeps what Keras keeps") {
  for (const nlohmann::json& golden : cases("early_stopping.json")) {
    INFO(golden.at("name"));
    schema::Reader reader;
    train::EarlyStoppingConfig config;
    train::EarlyStoppingConfig::schema().read(reader, node(golden.at("config")), &config);
    reader.throw_if_failed();
    train::BestEpoch best(config, config.monitor.find("accuracy") != std::string::npos);
    std::int64_t stopped = -1;
    const auto& values = golden.at("values");
    for (std::int64_t epoch = 0; epoch < std::ssize(values) && stopped < 0; ++epoch) {
      if (best.observe(epoch, number(values.at(static_cast<std::size_t>(epoch)))).stop) stopped = epoch;
    }
    const auto& expected = golden.at("stopped_epoch");
    CHECK(stopped == (expected.is_null() ? -1 : expected.get<std::int64_t>()));
    if (!golden.at("best_epoch").is_null() && best.state().best_epoch >= 0) {
      CHECK(best.state().best_epoch == golden.at("best_epoch").get<std::int64_t>());
    }
  }
}

}  // namespace nnctl::golden
