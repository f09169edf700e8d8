// Plateau against Keras's ReduceLROnPlateau callback, driven over sequences of values.
#include <catch2/catch.hpp>

#include "golden/vectors.hpp"
#include "train/plateau.hpp"

namespace nnctl::golden {

TEST_CASE("the rate falls where Keras's does, and as far") {
  for (const nlohmann::json& golden : cases("plateau.json")) {
    INFO(golden.at("name"));
    schema::Reader reader;
    train::ReduceLrOnPlateauConfig config;
    train::ReduceLrOnPlateauConfig::schema().read(reader, node(golden.at("config")), &config);
    reader.throw_if_failed();
    train::Plateau plateau(config, config.monitor.find("accuracy") != std::string::npos);
    const auto& values = golden.at("values");
    for (std::size_t epoch = 0; epoch <= values.size(); ++epoch) {
      INFO("epoch " << epoch);
      const double scaled = static_cast<float>(number(golden.at("learning_rate"))) * plateau.state().scale;
      const auto rate = static_cast<double>(static_cast<float>(scaled));
      // Keras rounds to float at each fall, here the product is rounded once
      CHECK(difference(rate, number(golden.at("rates").at(epoch)), {2e-7, 0}) == "");
      if (epoch < values.size()) plateau.observe(number(values.at(epoch)), rate);
    }
  }
}

}  // namespace nnctl::golden
