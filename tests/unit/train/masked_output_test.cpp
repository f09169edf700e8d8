// A sequence output with a mask: only the steps that it lets through count in loss and metrics, and the mean is of
// those of the whole batch, however it is cut into chunks. Against Keras: curves.json, "sequence with a mask".
#include <numeric>

#include "conformance/allocations.hpp"
#include "unit/train/setup.hpp"

namespace nnctl::train {
namespace {

constexpr std::int64_t kSteps = 4;
constexpr std::int64_t kFeatures = 48;
constexpr std::int64_t kRows = 512;

/// Row r has r % 4 masked steps, its first ones.
data::MemoryDataset sequences() {
  std::vector<Real> x;
  std::vector<Real> y;
  for (std::int64_t row = 0; row < kRows; ++row) {
    for (std::int64_t step = 0; step < kSteps; ++step) {
      const bool masked = step < row % kSteps;
      for (std::int64_t i = 0; i < kFeatures; ++i) {
        x.push_back(masked ? Real{0} : static_cast<Real>(std::sin(double(row * kSteps + step) + 0.7 * double(i))));
      }
      y.push_back(masked ? Real{100} : static_cast<Real>(step) / 2);
    }
  }
  return {Shape{kSteps, kFeatures}, kSteps, std::move(x), std::move(y)};
}

std::vector<NamedMetric> metrics() {
  std::vector<NamedMetric> list;
  list.push_back({"mean_squared_error", part<Metric>("mean_squared_error").make()});
  list.push_back({"root_mean_squared_error", part<Metric>("root_mean_squared_error").make()});
  return list;
}

struct Sequences {
  data::MemoryDataset data = sequences();
  ModelPlan plan{{layer_spec("mask", "masking"), dense_spec("hidden", 128, "tanh"), dense_spec("out", 1)},
                 {Shape{kSteps, kFeatures}},
                 false};
  Objective objective{plan, part<Loss>("mean_squared_error").make(), false, TargetEncoding::kNumbers, metrics()};
  std::unique_ptr<Optimizer> optimizer = part<Optimizer>("sgd").make();
  std::vector<std::int64_t> rows = [] {
    std::vector<std::int64_t> all(kRows);
    std::iota(all.begin(), all.end(), 0);
    return all;
  }();

  std::vector<Real> first_weights() const {
    std::vector<Real> weights(static_cast<std::size_t>(plan.packed_size()));
    initialize(plan, 1, weights);
    return weights;
  }
};

struct Stepped {
  double loss = 0;
  std::vector<double> metrics;
  std::vector<Real> weights;
};

Stepped step_once(const Sequences& problem, int threads) {
  ThreadPool pool(threads);
  TrainedArrays arrays(problem.plan, *problem.optimizer);
  std::ranges::copy(problem.first_weights(), arrays.weights().begin());
  TrainingStep step(problem.plan, problem.objective, *problem.optimizer, problem.data, kRows, 1, arrays, pool);
  std::vector<double> state(static_cast<std::size_t>(problem.objective.state_size()));
  Stepped result;
  result.loss = step.run(problem.rows, 0, 0.01, state);
  result.metrics = problem.objective.results(state);
  result.weights.assign(arrays.weights().begin(), arrays.weights().end());
  const std::int64_t before = conformance::num_allocations();
  step.run(problem.rows, 1, 0.01, state);
  CHECK(conformance::num_allocations() == before);
  return result;
}

TEST_CASE("the loss of a masked output is the mean of the steps that count, in a batch of several chunks") {
  const Sequences problem;
  REQUIRE(chunk_rows(problem.plan, kRows) < kRows / 2);
  REQUIRE(problem.objective.is_masked());
  Executor executor(problem.plan, 1, kRows, /*with_backward=*/false);
  std::vector<Real> targets(kRows * kSteps);
  problem.data.fill(problem.rows, {executor.input(), targets.data()});
  const std::vector<Real> weights = problem.first_weights();
  PassContext context;
  context.batch_rows = kRows;
  const Real* output = executor.forward(context, kRows, weights.data());
  double counted = 0;
  double all = 0;
  double steps = 0;
  for (std::int64_t row = 0; row < kRows; ++row) {
    for (std::int64_t step = 0; step < kSteps; ++step) {
      const std::int64_t i = row * kSteps + step;
      const double square = std::pow(double(output[i]) - double(targets[static_cast<std::size_t>(i)]), 2);
      all += square;
      if (step < row % kSteps) continue;
      counted += square;
      steps += 1;
    }
  }
  const Stepped stepped = step_once(problem, 2);
  CHECK(stepped.loss == Approx(counted / steps).epsilon(1e-6));
  CHECK(stepped.metrics[0] == Approx(counted / steps).epsilon(1e-6));
  CHECK(stepped.metrics[1] == Approx(std::sqrt(all / (kRows * kSteps))).epsilon(1e-6));  // as Keras's

  ThreadPool pool(2);
  for (const std::int64_t batch : {std::int64_t{64}, kRows}) {  // each batch has as many masked steps
    Evaluator evaluator(problem.plan, problem.objective, problem.data, batch, pool);
    CHECK(evaluator.evaluate(weights).loss == Approx(counted / steps).epsilon(1e-6));
  }
}

TEST_CASE("a step of a masked output gives the same bits for any number of threads, and allocates nothing") {
  const Sequences problem;
  const Stepped one = step_once(problem, 1);
  for (const int threads : {2, 4}) {
    const Stepped other = step_once(problem, threads);
    CHECK(other.loss == one.loss);
    CHECK(other.weights == one.weights);
  }
}

}  // namespace
}  // namespace nnctl::train
