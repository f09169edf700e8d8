#include "train/checkpoint.hpp"

#include "base/diagnostic.hpp"
#include "unit/train/setup.hpp"

namespace nnctl::train {
namespace {

TrainingOptions options_with_patience() {
  TrainingOptions options;
  options.epochs = 12;
  options.batch_size = 16;
  options.seed = 9;
  options.stops_early = true;
  options.best.patience = 2;
  return options;
}

struct CheckpointTaker : LogKeeper {
  std::vector<std::pair<std::string, std::size_t>> taken;  // bytes, epochs logged before
  void on_step(const Trainer& trainer, const StepEvent&) override {
    taken.emplace_back(serialize_checkpoint(trainer, "run"), logs.size());
  }
};

TEST_CASE("a run taken up after any step ends in the same bits") {
  using Normalization = Setup::Normalization;
  for (const auto& [optimizer, normalization] :
       {std::pair{"sgd", Normalization::kNone}, {"adam", Normalization::kNone}, {"adam", Normalization::kBoth}}) {
    Setup setup;
    setup.optimizer = optimizer;
    setup.normalization = normalization;
    setup.optimizer_keys = {{"learning_rate", schema::Node::number(0.3)}};
    if (std::string(optimizer) == "sgd") setup.optimizer_keys.push_back({"momentum", schema::Node::number(0.9)});
    const Problem problem(setup);
    ThreadPool pool(1);
    Trainer whole = problem.trainer(options_with_patience(), pool);
    whole.initialize();
    CheckpointTaker taker;
    const Status status = whole.run(taker, never());
    CHECK(status == Status::kStoppedEarly);
    REQUIRE(taker.taken.size() >= 6);
    for (const auto& [bytes, epochs] : taker.taken) {
      Trainer trainer = problem.trainer(options_with_patience(), pool);
      restore_checkpoint("checkpoint", bytes, "run", trainer);
      LogKeeper keeper;
      CHECK(trainer.run(keeper, never()) == status);
      CHECK(std::vector<Logs>(taker.logs.begin() + static_cast<std::ptrdiff_t>(epochs), taker.logs.end()) ==
            keeper.logs);
      CHECK(weights_hash(problem.plan, trainer.weights()) == weights_hash(problem.plan, whole.weights()));
      CHECK(weights_hash(problem.plan, trainer.model_weights()) == weights_hash(problem.plan, whole.model_weights()));
      CHECK(trainer.state().kept_epoch == whole.state().kept_epoch);
      CHECK(trainer.state().kept_logs == whole.state().kept_logs);
      CHECK(trainer.state().iteration == whole.state().iteration);
    }
  }
}

TEST_CASE("a checkpoint of another run, another model, or none is refused") {
  const Problem problem;
  ThreadPool pool(1);
  Trainer trainer = problem.trainer(options_with_patience(), pool);
  trainer.initialize();
  const std::string bytes = serialize_checkpoint(trainer, "run");
  const auto error_of = [&](const std::string& text, const std::string& identity, Trainer& into) -> std::string {
    try {
      restore_checkpoint("checkpoint", text, identity, into);
    } catch (const UserError& error) {
      CHECK(error.fault() == Fault::kData);
      return error.what();
    }
    return "";
  };
  CHECK(error_of(bytes, "run", trainer).empty());
  CHECK(error_of(bytes, "other", trainer) ==
        "error: 'checkpoint' belongs to another config or other data: resuming would not continue the same run\n"
        "  hint: restore the data file, or start a new run\n");
  Setup wider;
  wider.hidden = 40;
  const Problem other(wider);
  Trainer larger = other.trainer(options_with_patience(), pool);
  CHECK(error_of(bytes, "run", larger) ==
        "error: 'checkpoint' is not a checkpoint of this model: 'weights' does not fit\n"
        "  hint: the config must be the one the run was started with\n");
  CHECK(error_of(bytes.substr(0, bytes.size() / 2), "run", trainer).find("'checkpoint' ") != std::string::npos);
}

}  // namespace
}  // namespace nnctl::train
