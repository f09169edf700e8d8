// A model whose layers need sums over the whole batch: batch normalization of the input and of a hidden layer.
#include <numeric>

#include "unit/train/setup.hpp"

namespace nnctl::train {
namespace {

using Normalization = Setup::Normalization;

/// With 512 rows a batch, several chunks.
Setup wide(Normalization normalization) {
  Setup setup;
  setup.features = 96;
  setup.hidden = 256;
  setup.rows = 600;
  setup.dropout = false;
  setup.normalization = normalization;
  setup.optimizer_keys = {{"learning_rate", schema::Node::number(0.1)}};
  return setup;
}

constexpr std::int64_t kBatch = 512;

std::vector<std::int64_t> first_rows(std::int64_t count) {
  std::vector<std::int64_t> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), 0);
  return rows;
}

/// The weights after one step of the first `rows` rows.
std::vector<Real> after_one_step(const Problem& problem, std::int64_t rows) {
  ThreadPool pool(2);
  TrainedArrays arrays(problem.plan, *problem.optimizer);
  initialize(problem.plan, 1, arrays.weights());
  TrainingStep step(problem.plan, problem.objective, *problem.optimizer, problem.training, kBatch, 1, arrays, pool);
  std::vector<double> state(static_cast<std::size_t>(problem.objective.state_size()));
  step.run(first_rows(rows), 0, 0.1, state);
  return {arrays.weights().begin(), arrays.weights().end()};
}

const Parameter& parameter(const Problem& problem, const std::string& name) {
  for (const Parameter& one : problem.plan.parameters()) {
    if (one.name == name) return one;
  }
  throw std::runtime_error("no parameter " + name);
}

std::span<const Real> values(const Problem& problem, const std::string& name, std::span<const Real> weights) {
  const Parameter& one = parameter(problem, name);
  return weights.subspan(static_cast<std::size_t>(one.offset), static_cast<std::size_t>(one.size));
}

TEST_CASE("layers that couple the batch give the same bits for any number of threads") {
  Setup setup = wide(Normalization::kBoth);
  setup.dropout = true;
  const Problem problem(setup);
  REQUIRE(problem.plan.couples_batch());
  REQUIRE(chunk_rows(problem.plan, kBatch) < kBatch / 2);
  TrainingOptions options;
  options.epochs = 2;
  options.batch_size = kBatch;
  std::vector<std::string> hashes;
  std::vector<Logs> logs;
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    Trainer trainer = problem.trainer(options, pool);
    trainer.initialize();
    LogKeeper keeper;
    trainer.run(keeper, never());
    hashes.push_back(weights_hash(problem.plan, trainer.weights()));
    logs.push_back(keeper.logs.back());
  }
  CHECK(hashes[0] == hashes[1]);
  CHECK(hashes[0] == hashes[2]);
  CHECK(logs[0] == logs[1]);
  CHECK(logs[0] == logs[2]);
}

TEST_CASE("a batch in several chunks has the gradient and the loss of the whole") {
  const Problem problem(wide(Normalization::kBoth));
  const std::vector<Real> after = after_one_step(problem, kBatch);

  std::vector<Real> weights(after.size());
  initialize(problem.plan, 1, weights);
  std::vector<Real> gradient(after.size());
  std::vector<Real> targets(kBatch);
  std::vector<double> state(static_cast<std::size_t>(problem.objective.state_size()));
  Executor executor(problem.plan, 1, kBatch, /*with_backward=*/true);
  PassContext context;
  context.training = true;
  context.batch_rows = kBatch;
  problem.training.fill(first_rows(kBatch), {executor.input(), targets.data()});
  const Real* output = executor.forward(context, kBatch, weights.data());
  problem.objective.score(executor, output, kBatch, targets.data(), {}, 1.0 / kBatch, state);
  executor.backward(context, kBatch, weights.data(), gradient.data());

  for (const Parameter& one : problem.plan.parameters()) {
    if (!one.trainable) continue;
    INFO(one.name);
    const auto own = values(problem, one.name, gradient);
    const auto first = values(problem, one.name, weights);
    const auto last = values(problem, one.name, after);
    double largest = 0;
    double error = 0;
    for (std::size_t i = 0; i < own.size(); ++i) {
      const double step = (static_cast<double>(first[i]) - static_cast<double>(last[i])) / 0.1;
      largest = std::max(largest, std::abs(static_cast<double>(own[i])));
      error = std::max(error, std::abs(step - static_cast<double>(own[i])));
    }
    CHECK(largest > 1e-3);
    CHECK(error < 1e-4 * std::max(largest, 0.1));  // weights near 1 in float, over a step of 0.1
  }
}

TEST_CASE("moving statistics move once a step, by the whole batch") {
  const Problem problem(wide(Normalization::kBoth));
  for (const std::int64_t rows : {kBatch, std::int64_t{300}}) {  // the second in fewer chunks
    const std::vector<Real> after = after_one_step(problem, rows);
    const auto moving_mean = values(problem, "first/moving_mean", after);
    const auto moving_variance = values(problem, "first/moving_variance", after);
    std::vector<Real> x(static_cast<std::size_t>(rows * 96));
    problem.training.fill(first_rows(rows), {x.data(), nullptr});
    for (std::size_t c = 0; c < 96; c += 19) {
      double sum = 0;
      double squares = 0;
      for (std::size_t i = c; i < x.size(); i += 96) sum += static_cast<double>(x[i]);
      const double mean = sum / static_cast<double>(rows);
      for (std::size_t i = c; i < x.size(); i += 96) squares += std::pow(static_cast<double>(x[i]) - mean, 2);
      CHECK(static_cast<double>(moving_mean[c]) == Approx(0.01 * mean).epsilon(1e-5));
      CHECK(static_cast<double>(moving_variance[c]) ==
            Approx(0.99 + 0.01 * squares / static_cast<double>(rows)).epsilon(1e-6));
    }
    CHECK(values(problem, "second/moving_mean", after)[0] != 0);
  }
}

TEST_CASE("a frozen batch normalization neither moves nor looks at the batch") {
  const Problem problem(wide(Normalization::kSecondFrozen));
  const std::vector<Real> after = after_one_step(problem, kBatch);
  std::vector<Real> before(after.size());
  initialize(problem.plan, 1, before);
  for (const char* name : {"second/gamma", "second/beta", "second/moving_mean", "second/moving_variance"}) {
    INFO(name);
    CHECK(std::ranges::equal(values(problem, name, after), values(problem, name, before)));
  }
  for (const char* name : {"first/gamma", "first/moving_mean", "hidden/kernel", "out/kernel"}) {
    INFO(name);
    CHECK_FALSE(std::ranges::equal(values(problem, name, after), values(problem, name, before)));
  }
}

TEST_CASE("a batch of one row trains through batch normalization") {
  Setup setup;
  setup.rows = 1;
  setup.normalization = Normalization::kBoth;
  const Problem problem(setup);
  const std::vector<Real> after = after_one_step(problem, 1);
  CHECK(std::ranges::all_of(after, [](Real value) { return std::isfinite(value); }));
}

}  // namespace
}  // namespace nnctl::train
