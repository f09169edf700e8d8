#include "analysis/baseline.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "analysis/built_part.hpp"
#include "analysis/linear_fit.hpp"
#include "data/windows.hpp"
#include "train/probe.hpp"

namespace nnctl::analysis {

namespace {

using data::Dataset;
using experiment::Assembly;
using experiment::BaselineRecord;
using schema::Node;

// One dense layer with the output activation that the loss expects.
class LinearModel {
 public:
  /// `is_identity`: no layer with weights, the features are the prediction.
  LinearModel(const Assembly& assembly, const Shape& features, bool is_identity = false) {
    const TargetEncoding encoding = assembly.encoding;
    const bool one_of_many = encoding == TargetEncoding::kClassIndex || encoding == TargetEncoding::kOneHot;
    const std::int64_t columns = assembly.plan->output().num_elements();
    auto loss = assembly.config.training.loss.part.make();
    const bool by_column = loss->target_encoding() == TargetEncoding::kBinary;
    std::string activation = by_column ? "sigmoid" : one_of_many ? "softmax" : "linear";
    if (!loss->mismatch(by_column ? 1 : columns, activation).empty())
      activation = "linear";  // a loss that takes logits
    Node dense = Node::map();
    dense.set("type", Node::string("dense"));
    dense.set("units", Node::integer(columns));
    dense.set("activation", Node::string(activation));
    const bool fused = loss->fuses_with() == activation;
    std::vector<LayerSpec> layers = is_identity ? std::vector<LayerSpec>() : assembly.unlisted_layers;
    if (is_identity) {
      Node identity = Node::map();
      identity.set("type", Node::string("activation"));
      identity.set("activation", Node::string("linear"));
      layers.push_back({"identity", built_part<Layer>(identity), {}, true});
      plan_ = std::make_unique<ModelPlan>(layers, TensorSpec{features}, false);
      make_objective(assembly, std::move(loss), false);
      return;
    }
    if (features.rank() > 1) layers.push_back({"flat", LayerPartConfig::named("flatten"), {}, true});
    layers.push_back({"linear", built_part<Layer>(dense), {}, true});
    plan_ = std::make_unique<ModelPlan>(layers, TensorSpec{features}, fused);
    make_objective(assembly, std::move(loss), fused);
  }

  const ModelPlan& plan() const { return *plan_; }
  const train::Objective& objective() const { return *objective_; }

 private:
  void make_objective(const Assembly& assembly, std::unique_ptr<Loss> loss, bool fused) {
    objective_ = std::make_unique<train::Objective>(*plan_, std::move(loss), fused, assembly.encoding,
                                                    experiment::make_metrics(assembly.config.training),
                                                    assembly.config.training.loss.common.reduction);
    objective_->set_units(assembly.objective->units());
  }

  std::unique_ptr<ModelPlan> plan_;
  std::unique_ptr<train::Objective> objective_;
};

train::Logs judge(const LinearModel& model, std::span<const Real> weights, const Dataset& rows,
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
std::vector<Real> constant_weights(const LinearModel& model, const Dataset& training, TargetEncoding encoding) {
  const std::int64_t columns = model.plan().output().num_elements();
  std::vector<double> mean(static_cast<std::size_t>(columns));
  constexpr std::int64_t kRows = 256;
  std::vector<Real> targets(static_cast<std::size_t>(kRows * training.target_columns()));
  std::vector<std::int64_t> rows;
  for (std::int64_t first = 0; first < training.num_rows(); first += kRows) {
    rows.resize(static_cast<std::size_t>(std::min(kRows, training.num_rows() - first)));
    std::iota(rows.begin(), rows.end(), first);
    training.fill(rows, {.targets = targets.data()});
    const Real* target = targets.data();
    for (std::size_t i = 0; i < rows.size(); ++i, target += training.target_columns()) {
      if (encoding == TargetEncoding::kClassIndex) {
        mean[static_cast<std::size_t>(target[0])] += 1;
      } else {
        for (std::int64_t c = 0; c < columns; ++c) mean[static_cast<std::size_t>(c)] += static_cast<double>(target[c]);
      }
    }
  }
  const Parameter& bias = model.plan().parameters().back();
  std::vector<Real> weights(static_cast<std::size_t>(model.plan().packed_size()));
  for (std::int64_t c = 0; c < columns; ++c) {
    constexpr double kLeast = 1e-7;  // Keras's epsilon: a class that never occurs still has a finite loss
    double value = mean[static_cast<std::size_t>(c)] / static_cast<double>(training.num_rows());
    if (model.objective().loss().target_encoding() == TargetEncoding::kBinary) {
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

// Null: the training's own. Of rows that are not in memory those are copied that may be, spread evenly over all: files
// are often sorted by class.
std::unique_ptr<Dataset> rows_seen(const Dataset& training) {
  if (!training.is_paged()) return nullptr;
  const std::vector<std::int64_t> rows = train::spread_rows(training.num_rows(), training.most_copied());
  std::vector<Real> features(rows.size() * static_cast<std::size_t>(training.feature_shape().num_elements()));
  std::vector<Real> targets(rows.size() * static_cast<std::size_t>(training.target_columns()));
  std::vector<Real> weights(training.has_weights() ? rows.size() : 0);
  training.fill(rows, {features.data(), targets.data(), training.has_weights() ? weights.data() : nullptr});
  auto copy = std::make_unique<data::MemoryDataset>(training.feature_shape(), training.target_columns(),
                                                    std::move(features), std::move(targets));
  copy->set_weights(std::move(weights));
  return copy;
}

double loss_of(const train::Logs& logs) { return *train::find_log(logs, "loss"); }

// No worse than `same`, the baseline of its own bias alone, whose weights it begins with.
BaselineRecord linear_baseline(const Assembly& assembly, const BaselineData& data, const LinearModel& model,
                               const std::vector<Real>& constant, const BaselineRecord& same, double flops,
                               ThreadPool& pool) {
  const std::unique_ptr<Dataset> some = rows_seen(data.training);
  std::vector<Real> weights = constant;
  if (!assembly.unlisted_layers.empty()) {
    initialize(model.plan(), static_cast<std::uint64_t>(assembly.config.seed), weights);
    const auto parameters = model.plan().parameters();
    for (const Parameter& one : parameters.last(2)) {
      std::copy_n(constant.data() + one.offset, one.size, weights.data() + one.offset);
    }
  }
  const LinearProblem problem{model.plan(), model.objective(), some == nullptr ? data.training : *some,
                              assembly.unlisted_layers.empty(), flops};
  fit_linear(problem, weights, pool);
  BaselineRecord score{"linear model", judge(model, weights, data.training, "", pool)};
  if (!(loss_of(score.metrics) <= loss_of(same.metrics))) return {"linear model", same.metrics};
  if (data.validation != nullptr) {
    for (auto& log : judge(model, weights, *data.validation, "val_", pool)) score.metrics.push_back(std::move(log));
  }
  return score;
}

}  // namespace

double training_flops(const ModelPlan& plan, std::int64_t rows, std::int64_t epochs) {
  return 3.0 * static_cast<double>(plan.flops()) * static_cast<double>(rows) * static_cast<double>(epochs);
}

BaselineRecord constant_baseline(const Assembly& assembly, const Dataset& training, const Dataset& judged,
                                 ThreadPool& pool) {
  const LinearModel model(assembly, training.feature_shape());
  const std::vector<Real> weights = constant_weights(model, training, assembly.encoding);
  return {constant_name(assembly.encoding), judge(model, weights, judged, "", pool)};
}

std::vector<BaselineRecord> naive_baselines(const Assembly& assembly, const Dataset& judged, const std::string& prefix,
                                            ThreadPool& pool) {
  const auto* windows = dynamic_cast<const data::WindowDataset*>(&judged);
  if (windows == nullptr) return {};
  std::vector<Real> targets(static_cast<std::size_t>(judged.num_rows() * judged.target_columns()));
  std::vector<std::int64_t> ids(static_cast<std::size_t>(judged.num_rows()));
  std::iota(ids.begin(), ids.end(), std::int64_t{0});
  judged.fill(ids, {.targets = targets.data()});
  const LinearModel model(assembly, assembly.plan->output().shape, /*is_identity=*/true);
  std::vector<BaselineRecord> records;
  const auto add = [&](std::string name, std::int64_t period) {
    std::vector<Real> earlier = windows->earlier_targets(period);
    const std::vector<data::Scaling>& units = assembly.objective->units();  // targets are scaled by them
    for (std::size_t i = 0; i < earlier.size() && !units.empty(); ++i) {
      earlier[i] = static_cast<Real>(units[i % units.size()].apply(static_cast<double>(earlier[i])));
    }
    const data::MemoryDataset told(assembly.plan->output().shape, judged.target_columns(), std::move(earlier), targets);
    records.push_back({std::move(name), judge(model, {}, told, prefix, pool)});
  };
  add("last value", 1);
  if (windows->season() > 1) add("season", windows->season());
  return records;
}

std::vector<BaselineRecord> baselines(const Assembly& assembly, const BaselineData& data, double flops,
                                      ThreadPool& pool) {
  const LinearModel model(assembly, data.training.feature_shape());
  const std::vector<Real> constant = constant_weights(model, data.training, assembly.encoding);
  BaselineRecord same{constant_name(assembly.encoding), judge(model, constant, data.training, "", pool)};
  if (data.validation != nullptr) {
    for (auto& log : judge(model, constant, *data.validation, "val_", pool)) same.metrics.push_back(std::move(log));
  }
  constexpr double kCheapFlops = 5e9;  // a tenth of a second
  constexpr double kShare = 0.1;       // of the training's work, where that is more
  BaselineRecord linear =
      linear_baseline(assembly, data, model, constant, same, std::max(kCheapFlops, kShare * flops), pool);
  std::vector<BaselineRecord> records = {std::move(same)};
  for (BaselineRecord& naive : naive_baselines(assembly, data.training, "", pool)) records.push_back(std::move(naive));
  if (data.validation != nullptr) {
    std::vector<BaselineRecord> validation = naive_baselines(assembly, *data.validation, "val_", pool);
    for (std::size_t i = 0; i < validation.size(); ++i) {
      for (auto& log : validation[i].metrics) records[i + 1].metrics.push_back(std::move(log));
    }
  }
  records.push_back(std::move(linear));
  return records;
}

}  // namespace nnctl::analysis
