// Every schedule, every example: rates are finite, never below 0, and follow from step and length alone, without
// allocating.
#include <catch2/catch.hpp>

#include <cmath>

#include "conformance/allocations.hpp"
#include "conformance/example.hpp"
#include "schedules/schedule.hpp"

using namespace nnctl;

TEST_CASE("schedules keep the contract") {
  for (const auto* type : schema::registry<Schedule>().types) {
    REQUIRE(!type->examples.empty());
    for (const Schedule::Example& example : type->examples) {
      INFO(example.yaml);
      const auto config = conformance::part<Schedule>(example.yaml);
      const auto schedule = config.make();
      CHECK(schedule->mistake() == "");
      const schema::Node written = schema::Codec<ScheduleConfig>::write(config);
      schema::Reader reader;
      ScheduleConfig again;
      REQUIRE(schema::Codec<ScheduleConfig>::read(reader, written, "learning_rate", again));
      const auto copy = again.make();
      for (const TrainingLength length : {TrainingLength{1, 1}, TrainingLength{7, 3}, TrainingLength{313, 40}}) {
        std::vector<Real> rates;
        bool alike = true;
        bool good = true;
        const std::int64_t steps = length.steps() + 5;  // a resumed run may be longer than planned
        for (std::int64_t step = 0; step < steps; ++step) rates.push_back(schedule->rate(step, length));
        const std::int64_t before = conformance::num_allocations();
        for (std::int64_t step = steps; step-- > 0;) {
          const Real rate = schedule->rate(step, length);
          alike = alike && rate == rates[static_cast<std::size_t>(step)] && rate == copy->rate(step, length);
          good = good && std::isfinite(rate) && rate >= 0;
        }
        CHECK(conformance::num_allocations() == before);
        CHECK(alike);
        CHECK(good);
        const bool same = schedule->rate(2, length) == schedule->rate(2, {length.steps_per_epoch, length.epochs * 9}) &&
                          schedule->rate(6, length) == schedule->rate(6, {length.steps_per_epoch, length.epochs * 9});
        if (!schedule->follows_run_length()) CHECK(same);
      }
      CHECK(std::isfinite(schedule->rate(std::int64_t{1} << 40, {1000, 1000})));
    }
  }
}
