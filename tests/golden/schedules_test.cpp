// Learning-rate schedules against Keras's.
#include <catch2/catch.hpp>

#include "golden/fidelity.hpp"
#include "golden/vectors.hpp"
#include "schedules/schedule.hpp"

namespace nnctl::golden {

namespace {

// A few ulp of float; near a cosine's end the rate is a difference of nearly equal numbers.
constexpr Tolerance kTolerance{1e-6, 1e-8};

}  // namespace

TEST_CASE("schedules give Keras's rates") {
  for (const nlohmann::json& golden : cases("schedules.json")) {
    INFO(golden.at("name"));
    const auto schedule = part<Schedule>(golden.at("config")).make();
    double worst = 0;
    for (std::size_t i = 0; i < golden.at("steps").size(); ++i) {
      const auto step = golden.at("steps").at(i).get<std::int64_t>();
      INFO("step " << step);
      const auto got = static_cast<double>(schedule->rate(step, {}));
      const double expected = number(golden.at("rates").at(i));
      CHECK(difference(got, expected, kTolerance) == "");
      worst = std::max(worst, std::abs(got - expected));
    }
    note_error("schedule", golden.at("config").at("type").get<std::string>(), "rate", worst);
  }
}

}  // namespace nnctl::golden
