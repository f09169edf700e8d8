#include "train/probe.hpp"

#include "unit/train/setup.hpp"

namespace nnctl::train {

TEST_CASE("the rows of a sample are spread over all") {
  CHECK(spread_rows(10, 4) == std::vector<std::int64_t>{0, 2, 5, 7});
  CHECK(spread_rows(3, 8) == std::vector<std::int64_t>{0, 1, 2});
  CHECK(spread_rows(0, 8).empty());
}

TEST_CASE("a probe's gradient is that of its loss") {
  Setup setup;
  setup.dropout = false;
  const Problem problem(setup);
  std::vector<Real> weights(static_cast<std::size_t>(problem.plan.packed_size()));
  initialize(problem.plan, 3, weights);
  ThreadPool pool(1);
  const auto rows = spread_rows(problem.training.num_rows(), 30);
  const auto loss = [&] {
    return mean_loss(problem.plan, problem.objective, problem.training, rows, weights, 8, pool);
  };
  const ModelProbe found = probe(problem.plan, problem.objective, problem.training, rows, weights, 8, pool);
  CHECK(found.rows == 30);
  CHECK(found.loss == Approx(loss()));
  REQUIRE(found.layers.size() == 2);
  for (std::size_t i = 0; i < 2; ++i) {
    const PlannedLayer& layer = problem.plan.layers()[i];
    double gradient = 0;
    double length = 0;
    for (const Parameter& one : problem.plan.parameters().subspan(layer.first_parameter, 2)) {
      for (std::int64_t j = 0; j < one.size; ++j) {
        constexpr Real kStep{0.0078125};
        Real& weight = weights[static_cast<std::size_t>(one.offset + j)];
        const Real before = weight;
        weight = before + kStep;
        const double above = loss();
        weight = before - kStep;
        const double below = loss();
        weight = before;
        const double slope = (above - below) / (2 * static_cast<double>(kStep));
        gradient += slope * slope;
        length += static_cast<double>(before) * static_cast<double>(before);
      }
    }
    CHECK(found.layers[i].gradient_norm == Approx(std::sqrt(gradient)).epsilon(0.01));
    CHECK(found.layers[i].weight_norm == Approx(std::sqrt(length)).epsilon(1e-5));
  }
}

TEST_CASE("a probe counts the units that are always 0, and is the same for any number of threads") {
  Setup setup;
  setup.normalization = Setup::Normalization::kBoth;
  const Problem problem(setup);
  std::vector<Real> weights(static_cast<std::size_t>(problem.plan.packed_size()));
  initialize(problem.plan, 3, weights);
  const auto bias = std::ranges::find(problem.plan.parameters(), "hidden/bias", &Parameter::name);
  REQUIRE(bias != problem.plan.parameters().end());
  for (const std::int64_t unit : {1, 4, 5}) weights[static_cast<std::size_t>(bias->offset + unit)] = -100;
  const auto rows = spread_rows(problem.training.num_rows(), 40);
  ThreadPool one(1);
  const ModelProbe alone = probe(problem.plan, problem.objective, problem.training, rows, weights, 16, one);
  const auto hidden = std::ranges::find(alone.layers, "hidden", &LayerProbe::name);
  REQUIRE(hidden != alone.layers.end());
  CHECK(hidden->units == 8);
  CHECK(hidden->dead == 3);
  CHECK(hidden->activation == "relu");
  CHECK(alone.layers.back().is_output);
  for (const int threads : {2, 4}) {
    ThreadPool pool(threads);
    const ModelProbe shared = probe(problem.plan, problem.objective, problem.training, rows, weights, 16, pool);
    CHECK(shared.loss == alone.loss);
    for (std::size_t i = 0; i < alone.layers.size(); ++i) {
      CHECK(shared.layers[i].gradient_norm == alone.layers[i].gradient_norm);
    }
  }
}

}  // namespace nnctl::train
