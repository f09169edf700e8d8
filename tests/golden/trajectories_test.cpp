// Whole models against Keras for 50 steps, from the same weights, over the same rows in the same order: reading,
// scaling and encoding the data are nnctl's own.
#include <atomic>
#include <cmath>

#include <catch2/catch.hpp>

#include "experiment/open.hpp"
#include "golden/fidelity.hpp"
#include "golden/hash_uniform.hpp"
#include "golden/relative_error.hpp"
#include "golden/vectors.hpp"

namespace nnctl::golden {
namespace {

using nlohmann::json;

constexpr double kStepLoss = 1e-4;
constexpr double kFinalWeights = 1e-3;

/// Ends training after so many steps.
class StepLosses final : public train::TrainObserver {
 public:
  explicit StepLosses(std::size_t wanted) : wanted_(wanted) {}
  void on_step(const train::Trainer&, const train::StepEvent& event) override {
    values.push_back(event.loss);
    if (values.size() == wanted_) enough = true;
  }
  void on_epoch(const train::Trainer&, const train::EpochEvent&) override {}

  std::vector<double> values;
  std::atomic<bool> enough{false};

 private:
  std::size_t wanted_;
};

json with_absolute_paths(json config) {
  json& train = config["data"]["train"];
  const std::string root = std::string(NNCTL_SOURCE_DIR) + "/";
  if (train.is_string()) {
    train = root + train.get<std::string>();
  } else {
    for (auto& [key, path] : train.items()) path = root + path.get<std::string>();
  }
  return config;
}

std::span<Real> values_of(const Parameter& parameter, std::span<Real> packed) {
  return packed.subspan(static_cast<std::size_t>(parameter.offset), static_cast<std::size_t>(parameter.size));
}

void set_initial_weights(std::uint32_t first_seed, train::Trainer& trainer) {
  trainer.initialize();
  std::uint32_t seed = first_seed;
  for (const Parameter& parameter : trainer.plan().parameters()) {
    fill_hashed(parameter.shape, seed++, values_of(parameter, trainer.weights()));
  }
}

void check_losses(const json& golden, const std::vector<double>& losses) {
  REQUIRE(losses.size() == golden.at("step_losses").size());
  double worst = 0;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const double expected = number(golden.at("step_losses").at(i));
    worst = std::max(worst, std::abs(losses[i] - expected) / std::abs(expected));
  }
  CHECK(worst < kStepLoss);
  note_error("model", golden.at("name"), "loss", worst);
}

void check_weights(const json& golden, train::Trainer& trainer) {
  for (const Parameter& parameter : trainer.plan().parameters()) {
    INFO(parameter.name);
    const json& kept = golden.at("final_weights").at(parameter.name);
    const auto stride = kept.at("stride").get<std::size_t>();
    const std::span<Real> all = values_of(parameter, trainer.weights());
    std::vector<Real> got;
    std::vector<Real> expected;
    for (const json& value : kept.at("values")) {
      got.push_back(all[expected.size() * stride]);
      expected.push_back(static_cast<Real>(number(value)));
    }
    const double error = relative_error(got, expected);
    CHECK(error < kFinalWeights);
    note_error("model", golden.at("name"), "weights", error);
  }
}

}  // namespace

TEST_CASE("whole models follow Keras: 50 steps within 1e-4, weights within 1e-3") {
  const std::string file = "trajectories.json";
  CHECK(cases(file).size() >= 10);
  for (const json& golden : cases(file)) {
    INFO(golden.at("name"));
    const experiment::OpenedExperiment opened = experiment::open_experiment(
        experiment::load_stored_config(with_absolute_paths(golden.at("config")).dump(), "trajectory", {}));
    const auto training = opened.data->dataset(data::Part::kTrain, opened.assembly.encoding);
    REQUIRE(training->num_rows() == golden.at("num_rows"));
    ThreadPool pool(2);
    train::Trainer trainer(*opened.assembly.plan, *opened.assembly.objective, *opened.assembly.optimizer, *training,
                           nullptr, experiment::training_options(opened.assembly.config, false), pool);
    set_initial_weights(golden.at("first_seed").get<std::uint32_t>(), trainer);
    StepLosses losses(golden.at("step_losses").size());
    trainer.run(losses, losses.enough);
    check_losses(golden, losses.values);
    check_weights(golden, trainer);
  }
}

}  // namespace nnctl::golden
