// A small classification problem with everything a trainer needs.
#pragma once

#include <atomic>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "losses/loss.hpp"
#include "metrics/metric.hpp"
#include "train/trainer.hpp"
#include "unit/model/models.hpp"

namespace nnctl::train {

template <class Interface>
schema::PartConfig<Interface> part(const char* type, const Keys& keys = {}) {
  schema::Reader reader;
  schema::PartConfig<Interface> config;
  schema::read_part(reader, layer_node(type, keys), "part", config);
  reader.throw_if_failed();
  return config;
}

/// Three noisy classes of `features` numbers.
inline data::MemoryDataset three_classes(std::int64_t rows, std::int64_t features, std::uint64_t seed) {
  const RandomStream random(seed, "test/data");
  std::vector<Real> x;
  std::vector<Real> y;
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t label = row % 3;
    y.push_back(static_cast<Real>(label));
    for (std::int64_t i = 0; i < features; ++i) {
      const double noise =
          std::sin(static_cast<double>(seed + 1) * static_cast<double>(row * features + i + 1) * 12.9898);
      x.push_back(static_cast<Real>((i % 3 == label ? 1.0 : 0.0) + 0.7 * noise));
    }
  }
  return {Shape{features}, 1, std::move(x), std::move(y)};
}

struct Setup {
  std::int64_t hidden = 8;
  std::int64_t features = 3;
  std::int64_t rows = 40;
  bool dropout = true;
  /// Batch normalization of the input and of the hidden layer: none, both, or both and the second frozen.
  enum class Normalization { kNone, kBoth, kSecondFrozen } normalization = Normalization::kNone;
  bool validates = true;
  const char* regularizer = nullptr;
  const char* optimizer = "sgd";
  Keys optimizer_keys = {{"learning_rate", schema::Node::number(0.1)}, {"momentum", schema::Node::number(0.9)}};
};

class Problem {
 public:
  explicit Problem(const Setup& setup = {})
      : training(three_classes(setup.rows, setup.features, 1)),
        validation(three_classes(31, setup.features, 2)),
        plan(specs(setup), {Shape{setup.features}}, true),
        objective(plan, part<Loss>("sparse_categorical_crossentropy").make(), true, TargetEncoding::kClassIndex,
                  metrics()),
        optimizer(part<Optimizer>(setup.optimizer, setup.optimizer_keys).make()),
        validates_(setup.validates) {}

  Trainer trainer(const TrainingOptions& options, ThreadPool& pool) const {
    return {plan, objective, *optimizer, training, validates_ ? &validation : nullptr, options, pool};
  }

  data::MemoryDataset training;
  data::MemoryDataset validation;
  ModelPlan plan;
  Objective objective;
  std::unique_ptr<Optimizer> optimizer;

 private:
  static std::vector<LayerSpec> specs(const Setup& setup) {
    Keys hidden = {{"units", schema::Node::integer(setup.hidden)}, {"activation", schema::Node::string("relu")}};
    if (setup.regularizer != nullptr) hidden.push_back({"kernel_regularizer", schema::Node::string(setup.regularizer)});
    const bool normalizes = setup.normalization != Setup::Normalization::kNone;
    std::vector<LayerSpec> specs;
    if (normalizes) specs.push_back(layer_spec("first", "batch_normalization"));
    specs.push_back(layer_spec("hidden", "dense", hidden));
    if (normalizes) {
      specs.push_back(layer_spec("second", "batch_normalization"));
      specs.back().activity_regularizer = part<Regularizer>("l2");
      specs.back().trainable = setup.normalization == Setup::Normalization::kBoth;
    }
    if (setup.dropout) specs.push_back(layer_spec("dropout", "dropout", {{"rate", schema::Node::number(0.25)}}));
    specs.push_back(dense_spec("out", 3, "softmax"));
    return specs;
  }
  static std::vector<NamedMetric> metrics() {
    std::vector<NamedMetric> list;
    list.push_back({"accuracy", part<Metric>("accuracy").make()});
    return list;
  }

  bool validates_;
};

inline const std::atomic<bool>& never() {
  static const std::atomic<bool> flag{false};
  return flag;
}

/// Keeps the logs of all epochs.
struct LogKeeper : TrainObserver {
  std::vector<Logs> logs;
  void on_epoch(const Trainer&, const EpochEvent& event) override { logs.push_back(event.logs); }
};

}  // namespace nnctl::train
