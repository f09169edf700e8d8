#include "train/adapt.hpp"

#include "unit/model/models.hpp"
#include "unit/train/setup.hpp"

namespace nnctl::train {
namespace {

using schema::Node;

/// The example of Keras's page on Normalization.
data::MemoryDataset four_rows() { return {Shape{3}, 1, {0, 7, 4, 2, 9, 6, 0, 7, 4, 2, 9, 6}, {0, 1, 2, 0}}; }

std::vector<Real> adapted(const ModelPlan& plan, const data::Dataset& rows, std::int64_t batch_size) {
  std::vector<Real> weights(static_cast<std::size_t>(plan.packed_size()));
  initialize(plan, 1, weights);
  adapt(plan, rows, batch_size, weights);
  return weights;
}

std::vector<Real> values(const ModelPlan& plan, std::size_t parameter, const std::vector<Real>& weights) {
  const auto begin = weights.begin() + plan.parameters()[parameter].offset;
  return {begin, begin + plan.parameters()[parameter].size};
}

TEST_CASE("normalization takes mean and variance of the training rows") {
  const ModelPlan plan({layer_spec("flatten", "flatten"), layer_spec("norm", "normalization"), dense_spec("out", 3)},
                       {Shape{3}}, false);
  for (const std::int64_t batch_size : {1, 3, 100}) {
    const std::vector<Real> weights = adapted(plan, four_rows(), batch_size);
    CHECK(values(plan, 0, weights) == std::vector<Real>{1, 8, 5});
    CHECK(values(plan, 1, weights) == std::vector<Real>{1, 1, 1});
  }
  const ModelPlan whole({layer_spec("norm", "normalization", {{"axis", Node()}})}, {Shape{3}}, false);
  const std::vector<Real> weights = adapted(whole, four_rows(), 3);
  CHECK(values(whole, 0, weights)[0] == Approx(14.0 / 3));
  CHECK(values(whole, 1, weights)[0] == Approx(83.0 / 9));
}

TEST_CASE("a trainer adapts when it starts, and training leaves the statistics alone") {
  const data::MemoryDataset rows = three_classes(40, 3, 1);
  const ModelPlan plan({layer_spec("norm", "normalization"), dense_spec("out", 3, "softmax")}, {Shape{3}}, true);
  const Objective objective(plan, part<Loss>("sparse_categorical_crossentropy").make(), true,
                            TargetEncoding::kClassIndex, {});
  const auto optimizer = part<Optimizer>("sgd").make();
  ThreadPool pool(2);
  TrainingOptions options;
  options.epochs = 2;
  options.batch_size = 16;
  Trainer trainer(plan, objective, *optimizer, rows, nullptr, options, pool);
  trainer.initialize();
  const std::vector<Real> before(trainer.weights().begin(), trainer.weights().end());
  CHECK(values(plan, 0, before) == values(plan, 0, adapted(plan, rows, 16)));
  CHECK(values(plan, 0, before)[0] != 0);
  LogKeeper keeper;
  trainer.run(keeper, never());
  const std::vector<Real> after(trainer.weights().begin(), trainer.weights().end());
  CHECK(values(plan, 0, after) == values(plan, 0, before));
  CHECK(values(plan, 1, after) == values(plan, 1, before));
  CHECK(values(plan, 3, after) != values(plan, 3, before));  // out/kernel
}

TEST_CASE("normalization that would have to adapt to computed values is refused") {
  try {
    const ModelPlan plan({dense_spec("hidden", 4), layer_spec("norm", "normalization")}, {Shape{3}}, false);
    FAIL("planned");
  } catch (const PlanError& error) {
    CHECK(error.layer == 1);
    CHECK(std::string(error.what()) ==
          "model.layers[1] norm: its statistics are those of the training rows, but 'hidden' before it changes them");
    CHECK(error.hint == "put it before 'hidden', or give its statistics");
  }
  const ModelPlan given(
      {dense_spec("hidden", 4),
       layer_spec("norm", "normalization", {{"mean", Node::number(0)}, {"variance", Node::number(1)}})},
      {Shape{3}}, false);
  CHECK(given.parameters().size() == 2);
}

}  // namespace
}  // namespace nnctl::train
