#include "experiment/training.hpp"

#include <cmath>

#include <fmt/format.h>

namespace nnctl::experiment {

TrainingRows encode_rows(const OpenedExperiment& experiment) {
  TrainingRows rows;
  rows.training = training_rows(experiment);
  if (experiment.has_validation) {
    rows.validation = experiment.data->dataset(data::Part::kValidation, experiment.assembly.encoding);
  }
  return rows;
}

Training::Training(OpenedExperiment experiment, ThreadPool& pool, bool starts)
    : experiment_(std::move(experiment)), rows_(encode_rows(experiment_)), pool_(pool) {
  build(starts);
}

Training::Training(OpenedExperiment experiment, TrainingRows rows, ThreadPool& pool, bool starts)
    : experiment_(std::move(experiment)), rows_(std::move(rows)), pool_(pool) {
  build(starts);
}

void Training::build(bool starts) {
  const Assembly& assembly = experiment_.assembly;
  options_ = training_options(assembly.config, experiment_.has_validation);
  trainer_ = std::make_unique<train::Trainer>(*assembly.plan, *assembly.objective, *assembly.optimizer, training(),
                                              validation(), options_, pool_);
  trainer_->initialize();
  if (starts && assembly.config.model.initial_weights) load_initial_weights();
}

void Training::load_initial_weights() {
  const LoadedWeights weights =
      experiment::load_initial_weights(*experiment_.assembly.config.model.initial_weights, experiment_.loaded.root,
                                       *experiment_.assembly.plan, trainer_->weights());
  const std::string rest =
      weights.skipped.empty() ? "" : fmt::format("; {} do not fit and start anew", fmt::join(weights.skipped, ", "));
  initial_weights_note_ = fmt::format("{} weights start from {}{}", weights.loaded.size(), weights.file.string(), rest);
}

train::Logs Training::evaluate(const data::Dataset& rows) const {
  const Assembly& assembly = experiment_.assembly;
  train::Evaluator evaluator(*assembly.plan, *assembly.objective, rows, options_.batch_size, pool_);
  const train::Evaluation evaluation = evaluator.evaluate(trainer_->model_weights());
  train::Logs logs = {{"loss", evaluation.loss}};
  for (std::size_t i = 0; i < evaluation.metrics.size(); ++i) {
    logs.emplace_back(assembly.objective->metrics()[i].name, evaluation.metrics[i]);
  }
  return logs;
}

double Training::samples_per_second() const {
  const train::TrainState& state = trainer_->state();
  if (state.training_seconds <= 0) return 0;
  return static_cast<double>(state.epoch * training().num_rows() + state.rows) / state.training_seconds;
}

std::string divergence_text(const train::Divergence& divergence) {
  return fmt::format(
      "training diverged: the loss became {} in epoch {}, step {}; the first values that were not finite "
      "are in {}",
      std::isnan(divergence.loss) ? "NaN" : "infinite", divergence.epoch, divergence.step, divergence.place);
}

}  // namespace nnctl::experiment
