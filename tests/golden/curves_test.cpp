// Whole models against Keras: from the same weights, in the same order of rows, the losses stay together.
#include <atomic>
#include <cmath>

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include "experiment/open.hpp"
#include "golden/vectors.hpp"

namespace nnctl::golden {
namespace {

using experiment::ExpandedLayer;
using nlohmann::json;

class Recorder final : public train::TrainObserver {
 public:
  void on_step(const train::Trainer&, const train::StepEvent& event) override { step_losses.push_back(event.loss); }
  void on_epoch(const train::Trainer&, const train::EpochEvent& event) override { epochs.push_back(event.logs); }

  std::vector<double> step_losses;
  std::vector<train::Logs> epochs;
};

void set_weights(const ModelPlan& plan, const json& tensors, std::span<Real> weights) {
  for (const Parameter& parameter : plan.parameters()) {
    const Tensor values = tensor(tensors.at(parameter.name));
    REQUIRE(values.size() == parameter.size);
    std::ranges::copy(values.data, weights.begin() + parameter.offset);
  }
}

void train_from(const json& initial_weights, train::Trainer& trainer, Recorder& recorder) {
  set_weights(trainer.plan(), initial_weights, trainer.weights());
  const std::atomic<bool> never{false};
  REQUIRE(trainer.run(recorder, never) == train::Status::kCompleted);
}

double relative(double got, double expected) { return std::abs(got - expected) / std::abs(expected); }

// A config whose data are rows at hand.
struct RowsModel {
  explicit RowsModel(const json& config) {
    schema::Reader reader;
    experiment::ModelBlock::schema().read(reader, node(config.at("model")), &model);
    experiment::TrainingBlock::schema().read(reader, node(config.at("training")), &training);
    reader.throw_if_failed();
  }

  std::vector<LayerSpec> specs() const {
    std::vector<LayerSpec> list;
    for (ExpandedLayer& layer : experiment::expand_layers(model.layers)) list.push_back(std::move(layer.spec));
    return list;
  }

  experiment::ModelBlock model;
  experiment::TrainingBlock training;
};

data::MemoryDataset dataset(const json& x, const json& y) {
  Tensor features = tensor(x);
  Tensor targets = tensor(y);
  const std::int64_t columns = targets.size() / targets.rows();
  return {features.sample_shape(), columns, std::move(features.data), std::move(targets.data)};
}

/// Rows have weights of their own, or training rows that of their class, an index or a one-hot row.
void weigh(const json& golden, data::MemoryDataset& training, data::MemoryDataset& validation) {
  if (golden.contains("sample_weight")) {
    training.set_weights(tensor(golden.at("sample_weight")).data);
    validation.set_weights(tensor(golden.at("validation_sample_weight")).data);
  }
  if (!golden.contains("class_weight")) return;
  std::vector<Real> weights;
  const std::int64_t columns = training.target_columns();
  for (std::int64_t row = 0; row < training.num_rows(); ++row) {
    const Real* target = training.targets().data() + row * columns;
    const auto index =
        columns == 1 ? static_cast<std::int64_t>(*target) : std::max_element(target, target + columns) - target;
    weights.push_back(golden.at("class_weight").at(static_cast<std::size_t>(index)).get<Real>());
  }
  training.set_weights(std::move(weights));
}

}  // namespace

TEST_CASE("small models follow Keras's fit for three epochs") {
  for (const json& golden : cases("curves.json")) {
    if (golden.at("kind") != "data") continue;
    INFO(golden.at("name"));
    const RowsModel config(golden.at("config"));
    data::MemoryDataset training = dataset(golden.at("x"), golden.at("y"));
    data::MemoryDataset validation = dataset(golden.at("validation_x"), golden.at("validation_y"));
    weigh(golden, training, validation);
    auto loss = config.training.loss.part.make();
    const TargetEncoding encoding = loss->target_encoding();
    const std::string activation = experiment::last_activation(experiment::expand_layers(config.model.layers));
    const bool fused = !activation.empty() && loss->fuses_with() == activation;
    const ModelPlan plan(config.specs(), {training.feature_shape()}, fused);
    const train::Objective objective(plan, std::move(loss), fused, encoding, experiment::make_metrics(config.training),
                                     config.training.loss.common.reduction);
    const auto optimizer = config.training.optimizer.make();
    train::TrainingOptions options;
    options.epochs = config.training.epochs;
    options.batch_size = config.training.batch_size;
    options.shuffle = false;
    ThreadPool pool(1);
    train::Trainer trainer(plan, objective, *optimizer, training, &validation, options, pool);
    Recorder recorder;
    train_from(golden.at("initial_weights"), trainer, recorder);
    for (const auto& [name, values] : golden.at("history").items()) {
      for (std::size_t epoch = 0; epoch < values.size(); ++epoch) {
        INFO(name << ", epoch " << epoch + 1);
        const double* got = train::find_log(recorder.epochs.at(epoch), name);
        REQUIRE(got != nullptr);
        CHECK(difference(*got, number(values.at(epoch)), {2e-5, 1e-6}) == "");
      }
    }
    for (const Parameter& parameter : plan.parameters()) {
      INFO(parameter.name);
      const Tensor expected = tensor(golden.at("final_weights").at(parameter.name));
      const auto got = std::as_const(trainer).weights().subspan(static_cast<std::size_t>(parameter.offset),
                                                                static_cast<std::size_t>(parameter.size));
      // Adam divides by the root of tiny squares: float32's last digits grow a hundredfold in a few steps
      CHECK(difference(got, expected.data, {1e-4, 2e-5}) == "");
    }
  }
}

// Everything but the initial weights is nnctl's own: reading, standardisation, class order, batches.
TEST_CASE("the genre net follows Keras: 50 steps within 1e-5, ten epochs within 1e-4") {
  for (const json& golden : cases("curves.json")) {
    if (golden.at("kind") != "csv") continue;
    json config = golden.at("config");
    config["data"] = {{"train", std::string(NNCTL_SOURCE_DIR) + "/" + golden.at("csv").get<std::string>()},
                      {"target", golden.at("target")},
                      {"features", golden.at("features")},
                      {"split", {{"validation", 0}, {"test", 0}}}};
    const experiment::OpenedExperiment experiment =
        experiment::open_experiment(experiment::load_stored_config(config.dump(), "genre", {}));
    const auto training = experiment.data->dataset(data::Part::kTrain, experiment.assembly.encoding);
    REQUIRE(training->num_rows() == golden.at("num_rows"));
    ThreadPool pool(2);
    train::Trainer trainer(*experiment.assembly.plan, *experiment.assembly.objective, *experiment.assembly.optimizer,
                           *training, nullptr, experiment::training_options(experiment.assembly.config, false), pool);
    Recorder recorder;
    train_from(golden.at("initial_weights"), trainer, recorder);
    double worst_step = 0;
    for (std::size_t i = 0; i < golden.at("step_losses").size(); ++i) {
      worst_step = std::max(worst_step, relative(recorder.step_losses.at(i), number(golden.at("step_losses").at(i))));
    }
    CHECK(worst_step < 1e-5);
    double worst_epoch = 0;
    for (std::size_t i = 0; i < golden.at("epoch_losses").size(); ++i) {
      const double got = *train::find_log(recorder.epochs.at(i), "loss");
      worst_epoch = std::max(worst_epoch, relative(got, number(golden.at("epoch_losses").at(i))));
    }
    CHECK(worst_epoch < 1e-4);
    WARN("worst relative difference: steps " << worst_step << ", epochs " << worst_epoch);
  }
}

}  // namespace nnctl::golden
