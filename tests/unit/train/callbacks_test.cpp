// What a training block asks for beside the epochs: warmup, plateaus, validation now and then, saved models, averages.
#include <map>

#include "train/checkpoint.hpp"
#include "unit/train/setup.hpp"

namespace nnctl::train {
namespace {

using schema::Node;

TrainingOptions options_of(std::int64_t epochs) {
  TrainingOptions options;
  options.epochs = epochs;
  options.batch_size = 16;  // 3 steps of 40 rows
  options.seed = 5;
  return options;
}

struct EventKeeper : TrainObserver {
  std::vector<EpochEvent> events;
  void on_epoch(const Trainer&, const EpochEvent& event) override { events.push_back(event); }
};

std::vector<EpochEvent> events_of(const Problem& problem, const TrainingOptions& options) {
  ThreadPool pool(1);
  Trainer trainer = problem.trainer(options, pool);
  trainer.initialize();
  EventKeeper keeper;
  trainer.run(keeper, never());
  return keeper.events;
}

Setup with(const char* optimizer, const Keys& keys) {
  Setup setup;
  setup.optimizer = optimizer;
  setup.optimizer_keys = keys;
  return setup;
}

TEST_CASE("a warmup multiplies the rate, and the epoch tells the rate that was used") {
  const Problem problem(with("sgd", {{"learning_rate", Node::number(0.5)}}));
  TrainingOptions options = options_of(4);
  options.warmup = WarmupConfig{{2, StepCount::Unit::kEpochs}, 0.0};
  const auto events = events_of(problem, options);
  CHECK(events[0].learning_rate == Approx(0.5 * 2 / 6));  // the last of 3 steps
  CHECK(events[1].learning_rate == Approx(0.5 * 5 / 6));
  CHECK(events[2].learning_rate == 0.5);
  options.warmup = WarmupConfig{{4, StepCount::Unit::kSteps}, 0.5};
  CHECK(events_of(problem, options)[0].learning_rate == Approx(0.5 * 0.75));
}

TEST_CASE("a plateau multiplies a schedule") {
  Node schedule = Node::map();
  schedule.set("type", Node::string("exponential_decay"));
  schedule.set("initial_learning_rate", Node::number(1e-7));
  schedule.set("decay_steps", Node::integer(3));
  schedule.set("decay_rate", Node::number(0.5));
  const Problem problem(with("sgd", {{"learning_rate", schedule}}));
  TrainingOptions options = options_of(5);
  options.plateau = ReduceLrOnPlateauConfig{};
  options.plateau->patience = 2;
  options.plateau->min_delta = 10;  // nothing is better
  const auto events = events_of(problem, options);
  REQUIRE(events.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    const double step = static_cast<double>(3 * i + 2);
    const double scale = i >= 3 ? 0.1 : 1.0;  // after two epochs without improvement
    CHECK(events[i].learning_rate == Approx(1e-7 * std::pow(0.5, step / 3) * scale).epsilon(1e-5));
  }
}

TEST_CASE("validation comes after the epochs that are asked for") {
  const Problem problem;
  TrainingOptions options = options_of(5);
  options.validation_freq.every = 2;
  std::string done;
  for (const EpochEvent& event : events_of(problem, options)) {
    const bool validated = find_log(event.logs, "val_loss") != nullptr;
    done += validated ? 'v' : '-';
    CHECK(event.skipped ==
          (validated ? std::vector<std::string>{} : std::vector<std::string>{"val_loss", "val_accuracy"}));
  }
  CHECK(done == "-v-v-");
  options.validation_freq.epochs = {1, 4};
  done.clear();
  for (const EpochEvent& event : events_of(problem, options)) done += event.skipped.empty() ? 'v' : '-';
  CHECK(done == "v--v-");
}

TEST_CASE("models are saved every so many epochs, or when they are better") {
  ModelCheckpointConfig config;
  config.every.epochs = 2;
  ModelCheckpoint every(config, false);
  std::string saved;
  for (std::int64_t epoch = 0; epoch < 5; ++epoch) saved += every.observe(epoch, nullptr) ? 's' : '-';
  CHECK(saved == "-s-s-");

  config.every.epochs = 1;
  config.save_best_only = true;
  const auto run = [](ModelCheckpoint checkpoint) {
    std::string text;
    const double values[] = {1.0, 0.9, 0.95, 0.9, 0.5, NAN, 0.4};
    for (std::int64_t epoch = 0; epoch < 7; ++epoch) text += checkpoint.observe(epoch, &values[epoch]) ? 's' : '-';
    return text;
  };
  CHECK(run(ModelCheckpoint(config, false)) == "ss--s-s");
  CHECK(run(ModelCheckpoint(config, true)) == "s------");
  config.initial_value_threshold = 0.8;
  CHECK(run(ModelCheckpoint(config, false)) == "----s-s");
  config.mode = Mode::kMax;
  CHECK(run(ModelCheckpoint(config, false)) == "s------");
}

TEST_CASE("the average of the weights is the model at the end, and is judged") {
  const Problem problem(with("sgd", {{"learning_rate", Node::number(0.3)}, {"use_ema", Node::boolean(true)}}));
  const Problem plain(with("sgd", {{"learning_rate", Node::number(0.3)}}));
  ThreadPool pool(1);
  TrainingOptions options = options_of(6);
  options.keep_best = false;
  Trainer averaged = problem.trainer(options, pool);
  Trainer other = plain.trainer(options, pool);
  LogKeeper keeper;
  for (Trainer* trainer : {&averaged, &other}) {
    trainer->initialize();
    trainer->run(keeper, never());
  }
  // Training itself is not touched
  CHECK(weights_hash(problem.plan, averaged.weights()) == weights_hash(plain.plan, other.weights()));
  CHECK(keeper.logs[5] == keeper.logs[11]);
  CHECK(averaged.model_weights().data() == averaged.last_weights().data());
  CHECK(weights_hash(problem.plan, averaged.model_weights()) != weights_hash(problem.plan, averaged.weights()));
  CHECK(*find_log(averaged.state().last_logs, "val_loss") != *find_log(keeper.logs[5], "val_loss"));
  CHECK(*find_log(averaged.state().last_logs, "loss") == *find_log(keeper.logs[5], "loss"));
}

TEST_CASE("without termination a loss that is not finite goes on") {
  Setup setup;
  setup.dropout = false;
  Problem problem(setup);
  problem.training = data::MemoryDataset(Shape{3}, 1, std::vector<Real>(9, Real(NAN)), std::vector<Real>(3, 1));
  ThreadPool pool(1);
  TrainingOptions options = options_of(2);
  options.terminate_on_nan = false;
  Trainer trainer = problem.trainer(options, pool);
  trainer.initialize();
  LogKeeper keeper;
  CHECK(trainer.run(keeper, never()) == Status::kCompleted);
  REQUIRE(keeper.logs.size() == 2);
  CHECK(std::isnan(*find_log(keeper.logs[1], "loss")));
  CHECK_FALSE(trainer.divergence());
}

struct CheckpointTaker : EventKeeper {
  std::vector<std::pair<std::string, std::size_t>> taken;  // bytes, epochs before
  void on_step(const Trainer& trainer, const StepEvent&) override {
    taken.emplace_back(serialize_checkpoint(trainer, "run"), events.size());
  }
};

std::string described(const EpochEvent& event) {
  std::string text =
      fmt::format("{} rate {} best {} save {}:", event.epoch, event.learning_rate, event.best, event.save_model);
  for (const auto& [name, value] : event.logs) text += fmt::format(" {} {}", name, value);
  return text;
}

TEST_CASE("all of it together, taken up after any step, ends in the same bits") {
  const Keys common = {{"learning_rate", Node::number(0.05)},
                       {"use_ema", Node::boolean(true)},
                       {"ema_overwrite_frequency", Node::integer(4)},
                       {"weight_decay", Node::number(0.01)}};
  const std::map<std::string, Keys> optimizers = {
      {"nadam", {{"gradient_accumulation_steps", Node::integer(2)}, {"clipnorm", Node::number(0.3)}}},
      {"adafactor", {{"global_clipnorm", Node::number(0.5)}}},
      {"rmsprop", {{"gradient_accumulation_steps", Node::integer(4)}, {"clipvalue", Node::number(0.1)}}},
      {"ftrl", {}}};
  for (const auto& [name, own] : optimizers) {
    Keys keys = common;
    keys.insert(keys.end(), own.begin(), own.end());
    Setup setup = with(name.c_str(), keys);
    setup.regularizer = "l2";
    const Problem problem(setup);
    ThreadPool pool(1);
    TrainingOptions options = options_of(7);
    options.warmup = WarmupConfig{{50, StepCount::Unit::kPercent}, 0.1};
    options.plateau = ReduceLrOnPlateauConfig{};
    options.plateau->patience = 1;
    options.plateau->min_delta = 0.2;
    options.plateau->cooldown = 1;
    options.validation_freq.epochs = {1, 2, 4, 5, 7};
    options.model_checkpoint = ModelCheckpointConfig{};
    options.model_checkpoint->save_best_only = true;
    Trainer whole = problem.trainer(options, pool);
    whole.initialize();
    CheckpointTaker taker;
    REQUIRE(whole.run(taker, never()) == Status::kCompleted);
    CHECK(whole.state().plateau.scale < 1);
    CHECK(weights_hash(problem.plan, whole.last_weights()) != weights_hash(problem.plan, whole.weights()));
    for (const auto& [bytes, epochs] : taker.taken) {
      Trainer trainer = problem.trainer(options, pool);
      restore_checkpoint("checkpoint", bytes, "run", trainer);
      EventKeeper keeper;
      CHECK(trainer.run(keeper, never()) == Status::kCompleted);
      REQUIRE(keeper.events.size() + epochs == taker.events.size());
      for (std::size_t i = 0; i < keeper.events.size(); ++i) {
        CHECK(described(keeper.events[i]) == described(taker.events[epochs + i]));
      }
      CHECK(weights_hash(problem.plan, trainer.last_weights()) == weights_hash(problem.plan, whole.last_weights()));
      CHECK(weights_hash(problem.plan, trainer.model_weights()) == weights_hash(problem.plan, whole.model_weights()));
      CHECK(trainer.state().last_logs == whole.state().last_logs);
    }
  }
}

}  // namespace
}  // namespace nnctl::train
