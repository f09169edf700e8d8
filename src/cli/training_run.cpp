#include "cli/training_run.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "report/metrics_files.hpp"
#include "report/progress.hpp"

namespace nnctl::cli {

namespace {

using experiment::BaselineRecord;
using train::Status;
using train::Trainer;

// Metrics first, then the checkpoint: a checkpoint never counts an epoch that the files lack.
class Observers final : public train::TrainObserver {
 public:
  Observers(TrainObserver& files, TrainObserver& recorder, TrainObserver& progress)
      : all_{&files, &recorder, &progress} {}
  void on_step(const Trainer& trainer, const train::StepEvent& event) override {
    for (TrainObserver* observer : all_) observer->on_step(trainer, event);
  }
  void on_epoch(const Trainer& trainer, const train::EpochEvent& event) override {
    for (TrainObserver* observer : all_) observer->on_epoch(trainer, event);
  }

 private:
  std::array<TrainObserver*, 3> all_;
};

std::string divergence_text(const train::Divergence& divergence) {
  return fmt::format(
      "training diverged: the loss became {} in epoch {}, step {}; the first values that were not finite "
      "are in {}",
      std::isnan(divergence.loss) ? "NaN" : "infinite", divergence.epoch, divergence.step, divergence.place);
}

}  // namespace

TrainingRun::TrainingRun(const Context& context, experiment::OpenedExperiment experiment, bool resumes)
    : context_(context), experiment_(std::move(experiment)), resumes_(resumes), pool_(context.threads()) {
  const experiment::Assembly& assembly = experiment_.assembly;
  training_ = experiment::training_rows(experiment_);
  if (experiment_.has_validation) {
    validation_ = experiment_.data.dataset(data::Part::kValidation, assembly.encoding);
  }
  options_ = experiment::training_options(assembly.config, experiment_.has_validation);
  trainer_ = std::make_unique<Trainer>(*assembly.plan, *assembly.objective, *assembly.optimizer, *training_,
                                       validation_.get(), options_, pool_);
  trainer_->initialize();
  if (assembly.config.model.initial_weights && !resumes) load_initial_weights();
}

void TrainingRun::load_initial_weights() {
  const experiment::LoadedWeights weights =
      experiment::load_initial_weights(*experiment_.assembly.config.model.initial_weights, experiment_.loaded.root,
                                       *experiment_.assembly.plan, trainer_->weights());
  const std::string rest =
      weights.skipped.empty() ? "" : fmt::format("; {} do not fit and start anew", fmt::join(weights.skipped, ", "));
  context_.note(fmt::format("{} weights start from {}{}", weights.loaded.size(), weights.file.string(), rest));
}

Status TrainingRun::run(const std::filesystem::path& directory) {
  recorder_ = std::make_unique<experiment::RunRecorder>(experiment_, directory, pool_.threads(), !resumes_);
  if (resumes_) {
    if (recorder_->has_checkpoint()) {
      recorder_->restore(*trainer_);
    } else {
      context_.note("the run was stopped before its first checkpoint: it begins anew");
    }
    report::MetricsFiles::prepare_resume(directory, trainer_->state().epoch);
    recorder_->drop_models_after(trainer_->state().epoch);
  }
  report::MetricsFiles files(directory);
  report::Progress progress(context_.console, {trainer_->epochs(), options_.best.monitor});
  Observers observers(files, *recorder_, progress);
  const Status status = trainer_->run(observers, InterruptGuard::flag());
  context_.console.clear_live();
  if (context_.console.can_redraw()) context_.console.note("\n");  // the terminal's own ^C stands on this line
  return status;
}

std::vector<BaselineRecord> TrainingRun::baselines(const data::Dataset* judged) {
  if (experiment_.assembly.config.training.baseline == experiment::Baseline::kNone) return {};
  const double flops = analysis::training_flops(*experiment_.assembly.plan, training_->num_rows(),
                                                std::max<std::int64_t>(1, trainer_->state().epoch));
  return analysis::baselines(experiment_.assembly, {*training_, judged != nullptr ? judged : validation_.get()}, flops,
                             pool_);
}

train::Logs TrainingRun::evaluate(const data::Dataset& rows) {
  const experiment::Assembly& assembly = experiment_.assembly;
  train::Evaluator evaluator(*assembly.plan, *assembly.objective, rows, options_.batch_size, pool_);
  const train::Evaluation evaluation = evaluator.evaluate(trainer_->model_weights());
  train::Logs logs = {{"loss", evaluation.loss}};
  for (std::size_t i = 0; i < evaluation.metrics.size(); ++i) {
    logs.emplace_back(assembly.objective->metrics()[i].name, evaluation.metrics[i]);
  }
  return logs;
}

double TrainingRun::samples_per_second() const {
  const train::TrainState& state = trainer_->state();
  if (state.training_seconds <= 0) return 0;
  return static_cast<double>(state.epoch * training_->num_rows() + state.rows) / state.training_seconds;
}

void TrainingRun::report_divergence() const {
  if (!trainer_->divergence()) return;
  Diagnostic diagnostic;
  diagnostic.message = divergence_text(*trainer_->divergence());
  diagnostic.hint = fmt::format(
      "the last finite model is in {}; lower training.optimizer.learning_rate, or look at "
      "the data's scale",
      recorder_->directory().string());
  context_.console.error(to_string(diagnostic));
}

int exit_code(Status status) {
  switch (status) {
    case Status::kInterrupted:
      return kInterrupted;
    case Status::kDiverged:
      return kDiverged;
    default:
      return kOk;
  }
}

}  // namespace nnctl::cli
