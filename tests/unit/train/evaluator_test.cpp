#include "train/evaluator.hpp"

#include "train/predictor.hpp"
#include "unit/train/setup.hpp"

namespace nnctl::train {
namespace {

TEST_CASE("an evaluation is the mean over rows, whatever the batch and the threads") {
  const Problem problem;
  std::vector<Real> weights(static_cast<std::size_t>(problem.plan.packed_size()));
  initialize(problem.plan, 3, weights);
  ThreadPool one(1);
  const std::vector<Real> predictions = predict(problem.plan, weights, problem.validation, one);
  double loss = 0;
  double hits = 0;
  const auto rows = static_cast<std::size_t>(problem.validation.num_rows());
  REQUIRE(predictions.size() == rows * 3);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto label = static_cast<std::size_t>(problem.validation.targets()[row]);
    const auto values = std::span(predictions).subspan(row * 3, 3);
    CHECK(values[0] + values[1] + values[2] == Approx(1));
    loss -= std::log(static_cast<double>(values[label]));
    hits += std::ranges::max_element(values) - values.begin() == static_cast<std::ptrdiff_t>(label) ? 1 : 0;
  }
  for (const std::int64_t batch : {1, 7, 31, 1000}) {
    Evaluator evaluator(problem.plan, problem.objective, problem.validation, batch, one);
    const Evaluation evaluation = evaluator.evaluate(weights);
    CHECK(evaluation.loss == Approx(loss / static_cast<double>(rows)).epsilon(1e-6));
    REQUIRE(evaluation.metrics.size() == 1);
    CHECK(evaluation.metrics[0] == Approx(hits / static_cast<double>(rows)));
  }
}

TEST_CASE("an evaluation of weighted rows divides by their number, a weighted metric by their weights") {
  const Problem problem;
  std::vector<Real> model(static_cast<std::size_t>(problem.plan.packed_size()));
  initialize(problem.plan, 3, model);
  ThreadPool pool(1);
  data::MemoryDataset rows = problem.validation;
  Evaluator plain(problem.plan, problem.objective, rows, 7, pool);
  const Evaluation all = plain.evaluate(model);
  rows.set_weights(std::vector<Real>(static_cast<std::size_t>(rows.num_rows()), Real{2}));
  Evaluator weighted(problem.plan, problem.objective, rows, 7, pool);
  const Evaluation doubled = weighted.evaluate(model);
  CHECK(doubled.loss == Approx(2 * all.loss));
  CHECK(doubled.metrics[0] == all.metrics[0]);
}

TEST_CASE("evaluation and prediction give the same bits for any number of threads") {
  Setup setup;
  setup.features = 96;
  setup.hidden = 256;
  setup.rows = 900;
  const Problem problem(setup);
  std::vector<Real> weights(static_cast<std::size_t>(problem.plan.packed_size()));
  initialize(problem.plan, 3, weights);
  std::vector<Real> predictions;
  Evaluation evaluation;
  for (const int threads : {1, 2, 4}) {
    ThreadPool pool(threads);
    Evaluator evaluator(problem.plan, problem.objective, problem.training, 32, pool);
    const Evaluation own = evaluator.evaluate(weights);
    const std::vector<Real> told = predict(problem.plan, weights, problem.training, pool);
    if (threads > 1) {
      CHECK(own.loss == evaluation.loss);
      CHECK(own.metrics == evaluation.metrics);
      CHECK(told == predictions);
    }
    evaluation = own;
    predictions = told;
  }
}

TEST_CASE("a table without rows has nothing to tell") {
  const Problem problem;
  const data::MemoryDataset none(Shape{3}, 1, {}, {});
  const std::vector<Real> weights(static_cast<std::size_t>(problem.plan.packed_size()));
  ThreadPool pool(1);
  CHECK(predict(problem.plan, weights, none, pool).empty());
  Evaluator evaluator(problem.plan, problem.objective, none, 32, pool);
  CHECK(evaluator.evaluate(weights).loss == 0);
}

}  // namespace
}  // namespace nnctl::train
