// The step allocates nothing after its first run. Counted by this program's own operator new.
#include "train/step.hpp"

#include "conformance/allocations.cpp"  // the program's operator new
#include "unit/train/setup.hpp"

namespace nnctl::train {
namespace {

TEST_CASE("a training step allocates nothing") {
  for (const auto& [large, normalizes] : {std::pair{false, false}, {false, true}, {true, false}, {true, true}}) {
    using schema::Node;
    const Keys everything = {{"use_ema", Node::boolean(true)},
                             {"gradient_accumulation_steps", Node::integer(2)},
                             {"clipnorm", Node::number(0.1)}};
    const std::vector<std::pair<const char*, Keys>> optimizers = {
        {"sgd", {}}, {"adam", {}}, {"nadam", everything}, {"adafactor", everything}};
    for (const auto& [optimizer, keys] : optimizers) {
      Setup setup;
      if (normalizes) setup.normalization = Setup::Normalization::kBoth;
      setup.optimizer = optimizer;
      setup.optimizer_keys = keys;
      setup.regularizer = nullptr;
      if (large) {
        setup.features = 96;
        setup.hidden = 256;
        setup.rows = 600;
      }
      const Problem problem(setup);
      const std::int64_t batch = large ? 512 : 16;
      ThreadPool pool(2);
      TrainedArrays arrays(problem.plan, *problem.optimizer);
      initialize(problem.plan, 1, arrays.weights());
      TrainingStep step(problem.plan, problem.objective, *problem.optimizer, problem.training, batch, 1, arrays, pool);
      std::vector<std::int64_t> rows(static_cast<std::size_t>(batch));
      for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
      std::vector<double> state(static_cast<std::size_t>(problem.objective.state_size()));
      step.run(rows, 0, 0.01, state);
      const std::int64_t before = conformance::num_allocations();
      for (std::int64_t i = 1; i < 4; ++i) step.run(rows, i, 0.01, state);
      step.run(std::span(rows).first(7), 4, 0.01, state);
      CHECK(conformance::num_allocations() == before);
    }
  }
}

TEST_CASE("chunks cover the batch and are of one size") {
  const Problem small;
  CHECK(chunk_rows(small.plan, 32) == 32);
  Setup setup;
  setup.features = 96;
  setup.hidden = 256;
  const Problem large(setup);
  for (const std::int64_t batch : {1, 100, 512, 4096, 100000}) {
    const std::int64_t rows = chunk_rows(large.plan, batch);
    CHECK(rows >= 1);
    CHECK(rows <= batch);
    CHECK((batch + rows - 1) / rows <= 16);
  }
  CHECK(chunk_rows(large.plan, 3000) == 375);  // eight chunks, not fifteen: as many for each of two or four threads
}

}  // namespace
}  // namespace nnctl::train
