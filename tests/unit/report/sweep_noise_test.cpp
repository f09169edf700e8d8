#include "report/sweep_noise.hpp"

#include <catch2/catch.hpp>

namespace nnctl::report {

namespace {

sweep::TrialRecord trial(std::int64_t number, std::int64_t parameters, const std::vector<double>& losses,
                         std::int64_t first_seed = 1) {
  sweep::TrialRecord record;
  record.trial = number;
  record.total_parameters = parameters;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    sweep::RepeatRecord repeat;
    repeat.seed = first_seed + static_cast<std::int64_t>(i);
    repeat.outcome = experiment::Outcome::kCompleted;
    repeat.metrics = {{"val_loss", losses[i]}};
    repeat.epochs = 1;
    record.repeats.push_back(repeat);
  }
  sweep::summarize(record);
  return record;
}

sweep::SweepPlan plan_of(std::int64_t repeats) {
  sweep::SweepPlan plan;
  plan.block = std::make_unique<experiment::SweepBlock>();
  plan.block->repeats = repeats;
  return plan;
}

}  // namespace

TEST_CASE("a sweep tells which trials the best one beats by more than the seeds' noise") {
  const sweep::SweepPlan plan = plan_of(4);
  const std::vector<sweep::TrialRecord> trials = {
      trial(1, 10, {0.32, 0.28, 0.34, 0.29}),   // a tenth of the best's size, behind by less than its spread
      trial(2, 100, {0.30, 0.29, 0.33, 0.27}),  // the best
      trial(3, 50, {0.90, 0.91, 0.95, 0.88}),
  };
  const auto noise = sweep_noise(plan, trials, sweep::ranking(plan, trials));
  REQUIRE(noise);
  CHECK(noise->tested == 2);
  CHECK(noise->pairs == 3);
  CHECK(noise->beaten == 1);
  CHECK(noise->smallest == 0);
  CHECK_FALSE(noise->best_is_smallest);
}

TEST_CASE("where nothing can be tested a sweep says nothing of noise") {
  const std::vector<sweep::TrialRecord> once = {trial(1, 10, {0.3}), trial(2, 10, {0.4})};
  CHECK_FALSE(sweep_noise(plan_of(1), once, sweep::ranking(plan_of(1), once)));

  const sweep::SweepPlan plan = plan_of(2);
  const std::vector<sweep::TrialRecord> apart = {trial(1, 10, {0.3, 0.31}, 1), trial(2, 10, {0.4, 0.41}, 7)};
  CHECK_FALSE(sweep_noise(plan, apart, sweep::ranking(plan, apart)));
}

}  // namespace nnctl::report
