#include "analysis/baseline.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace nnctl::analysis {

namespace {

using data::MemoryDataset;
using experiment::Assembly;
using experiment::BaselineRecord;
using schema::Node;

// A part from its config: the baselines are ordinary models.
template <class Interface>
schema::PartConfig<Interface> part(const Node& node) {
  schema::Reader reader;
  schema::PartConfig<Interface> config;
  const bool good = schema::read_part(reader, node, "baseline", config);
  NNCTL_ASSERT(good, "a baseline's own config does not read");
  return config;
}

// One dense layer with the output activation that the loss expects.
class LinearModel {
 public:
  LinearModel(const Assembly& assembly, const Shape& features) {
    const TargetEncoding encoding = assembly.encoding;
    const bool one_of_many = encoding == TargetEncoding::kClassIndex || encoding == TargetEncoding::kOneHot;
    const std::int64_t columns = assembly.plan->output().num_elements();
    auto loss = assembly.config.training.loss.part.make();
    std::string activation = one_of_many ? "softmax" : encoding == TargetEncoding::kBinary ? "sigmoid" : "linear";
    if (!loss->mismatch(columns, activation).empty()) activation = "linear";  // a loss that takes logits
    Node dense = Node::map();
    dense.set("type", Node::string("dense"));
    dense.set("units", Node::integer(columns));
    dense.set("activation", Node::string(activation));
    const bool fused = loss->fuses_with() == activation;
    plan_ = std::make_unique<ModelPlan>(std::vector<LayerSpec>{{"linear", part<Layer>(dense), {}, true}},
                                        TensorSpec{features}, fused);
    std::vector<train::NamedMetric> metrics;
    for (const auto& choice : assembly.config.training.metrics.list) {
      metrics.push_back({choice.name, choice.part.make()});
    }
    objective_ = std::make_unique<train::Objective>(*plan_, std::move(loss), fused, encoding, std::move(metrics));
  }

  const ModelPlan& plan() const { return *plan_; }
  const train::Objective& objective() const { return *objective_; }

 private:
  std::unique_ptr<ModelPlan> plan_;
  std::unique_ptr<train::Objective> objective_;
};

train::Logs judge(const LinearModel& model, std::span<const Real> weights, const MemoryDataset& rows,
                  const std::string& prefix, ThreadPool& pool) {
  constexpr std::int64_t kBatch = 256;
  train::Evaluator evaluator(model.plan(), model.objective(), rows, kBatch, pool);
  const train::Evaluation evaluation = evaluator.evaluate(weights);
  train::Logs logs = {{prefix + "loss", evaluation.loss}};
  for (std::size_t i = 0; i < evaluation.metrics.size(); ++i) {
    logs.emplace_back(prefix + model.objective().metrics()[i].name, evaluation.metrics[i]);
  }
  return logs;
}

// Weights that tell every row the same: no kernel, and the bias whose activation is the training rows' mean target.
std::vector<Real> constant_weights(const LinearModel& model, const MemoryDataset& training, TargetEncoding encoding) {
  const std::int64_t columns = model.plan().output().num_elements();
  std::vector<double> mean(static_cast<std::size_t>(columns));
  const std::int64_t width = training.target_columns();
  for (std::int64_t row = 0; row < training.num_rows(); ++row) {
    const Real* target = training.targets().data() + row * width;
    if (encoding == TargetEncoding::kClassIndex) {
      mean[static_cast<std::size_t>(target[0])] += 1;
    } else {
      for (std::int64_t c = 0; c < columns; ++c) mean[static_cast<std::size_t>(c)] += static_cast<double>(target[c]);
    }
  }
  const Parameter& bias = model.plan().parameters()[1];
  std::vector<Real> weights(static_cast<std::size_t>(model.plan().packed_size()));
  for (std::int64_t c = 0; c < columns; ++c) {
    constexpr double kLeast = 1e-7;  // Keras's epsilon: a class that never occurs still has a finite loss
    double value = mean[static_cast<std::size_t>(c)] / static_cast<double>(training.num_rows());
    if (encoding == TargetEncoding::kBinary) {
      value = std::clamp(value, kLeast, 1 - kLeast);
      value = std::log(value / (1 - value));
    } else if (encoding != TargetEncoding::kNumbers) {
      value = std::log(std::max(value, kLeast));
    }
    weights[static_cast<std::size_t>(bias.offset + c)] = static_cast<Real>(value);
  }
  return weights;
}

const char* constant_name(TargetEncoding encoding) {
  return encoding == TargetEncoding::kNumbers ? "mean" : "majority class";
}

// Epochs of the linear model that fit a tenth of the work. A step costs about 30,000 flops beside its arithmetic.
std::int64_t linear_epochs(const ModelPlan& linear, std::int64_t rows, double budget, std::int64_t batch_size) {
  constexpr double kStepFlops = 30e3;
  constexpr double kMost = 200;
  const double steps = std::ceil(static_cast<double>(rows) / static_cast<double>(batch_size));
  const double epoch = training_flops(linear, rows, 1) + steps * kStepFlops;
  return static_cast<std::int64_t>(std::clamp(budget / epoch, 1.0, kMost));
}

BaselineRecord linear_baseline(const Assembly& assembly, const BaselineData& data, double budget, ThreadPool& pool) {
  const LinearModel model(assembly, data.training.feature_shape());
  Node adam = Node::map();
  adam.set("type", Node::string("adam"));
  adam.set("learning_rate", Node::number(0.05));
  adam.set("decay", Node::number(0.01));
  const auto optimizer = part<Optimizer>(adam).make();
  train::TrainingOptions options;
  options.batch_size = 32;
  options.epochs = linear_epochs(model.plan(), data.training.num_rows(), budget, options.batch_size);
  options.seed = static_cast<std::uint64_t>(assembly.config.seed);
  options.keep_best = false;
  train::Trainer trainer(model.plan(), model.objective(), *optimizer, data.training, nullptr, options, pool);
  trainer.initialize();
  train::TrainObserver nobody;
  const std::atomic<bool> never{false};
  trainer.run(nobody, never);
  BaselineRecord score{"linear model", judge(model, trainer.model_weights(), data.training, "", pool)};
  if (data.validation != nullptr) {
    for (auto& log : judge(model, trainer.model_weights(), *data.validation, "val_", pool)) {
      score.metrics.push_back(std::move(log));
    }
  }
  return score;
}

}  // namespace

double training_flops(const ModelPlan& plan, std::int64_t rows, std::int64_t epochs) {
  return 3.0 * static_cast<double>(plan.flops()) * static_cast<double>(rows) * static_cast<double>(epochs);
}

BaselineRecord constant_baseline(const Assembly& assembly, const MemoryDataset& training, const MemoryDataset& judged,
                                 ThreadPool& pool) {
  const LinearModel model(assembly, training.feature_shape());
  const std::vector<Real> weights = constant_weights(model, training, assembly.encoding);
  return {constant_name(assembly.encoding), judge(model, weights, judged, "", pool)};
}

std::vector<BaselineRecord> baselines(const Assembly& assembly, const BaselineData& data, double flops,
                                      ThreadPool& pool) {
  const LinearModel model(assembly, data.training.feature_shape());
  const std::vector<Real> constant = constant_weights(model, data.training, assembly.encoding);
  BaselineRecord same{constant_name(assembly.encoding), judge(model, constant, data.training, "", pool)};
  if (data.validation != nullptr) {
    for (auto& log : judge(model, constant, *data.validation, "val_", pool)) same.metrics.push_back(std::move(log));
  }
  return {std::move(same), linear_baseline(assembly, data, flops / 10, pool)};
}

}  // namespace nnctl::analysis
