#include "cli/training_run.hpp"

#include <array>

#include <fmt/format.h>

#include "analysis/diagnosis_evidence.hpp"
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

}  // namespace

TrainingRun::TrainingRun(const Context& context, experiment::OpenedExperiment experiment, bool resumes)
    : context_(context),
      resumes_(resumes),
      pool_(context.threads()),
      training_(std::move(experiment), pool_, !resumes) {
  if (!training_.initial_weights_note().empty()) context_.note(training_.initial_weights_note());
}

Status TrainingRun::run(const std::filesystem::path& directory) {
  recorder_ = std::make_unique<experiment::RunRecorder>(experiment(), directory, pool_.threads(), !resumes_);
  if (resumes_) {
    if (recorder_->has_checkpoint()) {
      recorder_->restore(training_.trainer());
    } else {
      context_.note("the run was stopped before its first checkpoint: it begins anew");
    }
    report::MetricsFiles::prepare_resume(directory, trainer().state().epoch);
    recorder_->drop_models_after(trainer().state().epoch);
  }
  report::MetricsFiles files(directory);
  report::Progress progress(context_.console, {trainer().epochs(), monitor()});
  Observers observers(files, *recorder_, progress);
  const Status status = training_.run(observers, InterruptGuard::flag());
  context_.console.clear_live();
  if (context_.console.can_redraw()) context_.console.note("\n");  // the terminal's own ^C stands on this line
  return status;
}

std::vector<BaselineRecord> baselines_of(const experiment::Training& training, const data::Dataset* judged) {
  const experiment::Assembly& assembly = training.experiment().assembly;
  if (assembly.config.training.baseline == experiment::Baseline::kNone) return {};
  const double flops = analysis::training_flops(*assembly.plan, training.training().num_rows(),
                                                std::max<std::int64_t>(1, training.trainer().state().epoch));
  return analysis::baselines(assembly, {training.training(), judged != nullptr ? judged : training.validation()}, flops,
                             training.pool());
}

std::vector<experiment::Finding> TrainingRun::diagnosis(const std::string& config,
                                                        const std::vector<BaselineRecord>& baselines) {
  const std::vector<train::EpochEvent> epochs = report::read_metrics(recorder_->directory());
  const analysis::EndedTraining ended{config, experiment(), trainer(), training(), validation(), baselines, epochs};
  return analysis::diagnose(analysis::gather_evidence(ended, pool_));
}

void TrainingRun::report_divergence() const {
  if (!trainer().divergence()) return;
  Diagnostic diagnostic;
  diagnostic.message = experiment::divergence_text(*trainer().divergence());
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
