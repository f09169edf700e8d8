#include "train/trainer.hpp"

#include "kernels/reduce.hpp"
#include "unit/train/setup.hpp"

namespace nnctl::train {
namespace {

TrainingOptions options_of(std::int64_t epochs, std::int64_t batch_size = 16) {
  TrainingOptions options;
  options.epochs = epochs;
  options.batch_size = batch_size;
  options.seed = 5;
  return options;
}

TEST_CASE("training learns, and gives the same bits again") {
  const Problem problem;
  ThreadPool pool(1);
  std::string hash;
  for (int run = 0; run < 2; ++run) {
    Trainer trainer = problem.trainer(options_of(30), pool);
    trainer.initialize();
    LogKeeper keeper;
    CHECK(trainer.run(keeper, never()) == Status::kCompleted);
    REQUIRE(keeper.logs.size() == 30);
    CHECK(*find_log(keeper.logs.back(), "loss") < 0.7 * *find_log(keeper.logs.front(), "loss"));
    CHECK(keeper.logs.back().size() == 4);
    CHECK(keeper.logs.back()[3].first == "val_accuracy");
    const std::string own = weights_hash(problem.plan, trainer.weights());
    if (run > 0) CHECK(own == hash);
    hash = own;
  }
}

TEST_CASE("the bits do not depend on threads where a batch is cut into several chunks") {
  Setup setup;
  setup.features = 96;
  setup.hidden = 256;
  setup.rows = 600;
  const char* const regularizers[] = {nullptr, "l2"};
  for (const char* regularizer : regularizers) {
    setup.regularizer = regularizer;
    const Problem problem(setup);
    const TrainingOptions options = options_of(1, 512);
    REQUIRE(chunk_rows(problem.plan, options.batch_size) < options.batch_size);
    std::string hash;
    Logs logs;
    for (const int threads : {1, 2, 4}) {
      ThreadPool pool(threads);
      Trainer trainer = problem.trainer(options, pool);
      trainer.initialize();
      LogKeeper keeper;
      trainer.run(keeper, never());
      const std::string own = weights_hash(problem.plan, trainer.weights());
      if (threads > 1) {
        CHECK(own == hash);
        CHECK(keeper.logs.back() == logs);
      }
      hash = own;
      logs = keeper.logs.back();
    }
  }
}

TEST_CASE("an interruption is seen after the step under way, and training goes on from there") {
  const Problem problem;
  ThreadPool pool(2);
  Trainer whole = problem.trainer(options_of(4), pool);
  whole.initialize();
  LogKeeper nobody;
  whole.run(nobody, never());

  struct Interrupter : LogKeeper {
    std::atomic<bool> flag{false};
    void on_step(const Trainer&, const StepEvent&) override { flag = true; }
  } interrupter;
  Trainer trainer = problem.trainer(options_of(4), pool);
  trainer.initialize();
  CHECK(trainer.run(interrupter, interrupter.flag) == Status::kInterrupted);
  CHECK(trainer.state().iteration == 1);
  CHECK(trainer.state().step == 1);
  int runs = 1;
  do {
    interrupter.flag = false;
    ++runs;
  } while (trainer.run(interrupter, interrupter.flag) == Status::kInterrupted);
  CHECK(trainer.state().status == Status::kCompleted);
  CHECK(runs == 13);  // 4 epochs of 3 steps, and the end
  CHECK(interrupter.logs == nobody.logs);
  CHECK(weights_hash(problem.plan, trainer.weights()) == weights_hash(problem.plan, whole.weights()));
}

TEST_CASE("a divergence tells where, and leaves finite weights") {
  for (const double rate : {1e10, 1e18, 1e30, 1e38}) {
    for (const bool validates : {true, false}) {
      Setup setup;
      setup.dropout = false;
      setup.validates = validates;
      setup.optimizer_keys = {{"learning_rate", schema::Node::number(rate)}};
      const Problem problem(setup);
      ThreadPool pool(1);
      for (const std::int64_t batch_size : {16, 40}) {
        INFO(rate << " " << validates << " " << batch_size);
        Trainer trainer = problem.trainer(options_of(50, batch_size), pool);
        trainer.initialize();
        LogKeeper keeper;
        const Status status = trainer.run(keeper, never());
        CHECK(kernels::all_finite(problem.plan.packed_size(), trainer.model_weights().data()));
        if (status != Status::kDiverged) continue;
        REQUIRE(trainer.divergence());
        CHECK(trainer.divergence()->epoch == trainer.state().epoch + 1);
        CHECK(trainer.divergence()->step == trainer.state().step + 1);
        CHECK_FALSE(std::isfinite(trainer.divergence()->loss));
        const std::string& place = trainer.divergence()->place;
        CHECK((place.starts_with("the weights of layer '") || place.starts_with("the output of layer '") ||
               place == "the loss"));
      }
    }
  }
}

TEST_CASE("input that is not finite is found in the first step") {
  Setup setup;
  setup.dropout = false;
  Problem problem(setup);
  problem.training = data::MemoryDataset(Shape{3}, 1, std::vector<Real>(9, Real(NAN)), std::vector<Real>(3, 1));
  ThreadPool pool(1);
  Trainer trainer = problem.trainer(options_of(2), pool);
  trainer.initialize();
  const std::string before = weights_hash(problem.plan, trainer.weights());
  LogKeeper keeper;
  REQUIRE(trainer.run(keeper, never()) == Status::kDiverged);
  CHECK(trainer.divergence()->epoch == 1);
  CHECK(trainer.divergence()->step == 1);
  CHECK(trainer.divergence()->place == "the output of layer 'hidden'");
  CHECK(weights_hash(problem.plan, trainer.model_weights()) == before);
  CHECK(keeper.logs.empty());
}

}  // namespace
}  // namespace nnctl::train
