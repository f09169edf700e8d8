// nnctl train CONFIG, nnctl train --resume RUN
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "analysis/baseline.hpp"
#include "cli/commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "experiment/run_directory.hpp"
#include "experiment/run_recorder.hpp"
#include "report/metrics_files.hpp"
#include "report/progress.hpp"
#include "report/training_view.hpp"

namespace nnctl::cli {

namespace {

using experiment::BaselineRecord;
using experiment::OpenedExperiment;
using experiment::RunRecorder;
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

std::vector<BaselineRecord> run_baselines(const OpenedExperiment& experiment, const data::Dataset& training,
                                          const data::Dataset* validation, const Trainer& trainer, ThreadPool& pool) {
  if (experiment.assembly.config.training.baseline == experiment::Baseline::kNone) return {};
  const double flops = analysis::training_flops(*experiment.assembly.plan, training.num_rows(),
                                                std::max<std::int64_t>(1, trainer.state().epoch));
  return analysis::baselines(experiment.assembly, {training, validation}, flops, pool);
}

double samples_per_second(const Trainer& trainer, const data::Dataset& training) {
  const train::TrainState& state = trainer.state();
  if (state.training_seconds <= 0) return 0;
  return static_cast<double>(state.epoch * training.num_rows() + state.rows) / state.training_seconds;
}

report::Json train_document(const RunRecorder& recorder, const Trainer& trainer, const data::Dataset& training,
                            const std::vector<BaselineRecord>& baselines) {
  const train::TrainState& state = trainer.state();
  report::Json json = report::document();
  json["run"] = recorder.directory().string();
  json["status"] = train::to_string(state.status);
  json["epochs"] = state.epoch;
  json["best_epoch"] = RunRecorder::model_epoch(trainer);
  json["weights_hash"] = weights_hash(trainer.plan(), trainer.model_weights());
  json["metrics"] = report::metrics(RunRecorder::model_logs(trainer));
  json["last"] = {{"epoch", state.epoch},
                  {"metrics", report::metrics(state.last_logs)},
                  {"weights_hash", weights_hash(trainer.plan(), trainer.last_weights())}};
  report::Json scores = report::Json::object();
  for (const BaselineRecord& baseline : baselines) scores[baseline.name] = report::metrics(baseline.metrics);
  json["baseline"] = std::move(scores);
  json["seconds"] = state.seconds;
  json["samples_per_second"] = report::number(samples_per_second(trainer, training));
  json["peak_memory_bytes"] = experiment::peak_memory_bytes();
  if (const auto& divergence = trainer.divergence()) {
    json["divergence"] = {{"epoch", divergence->epoch},
                          {"step", divergence->step},
                          {"loss", report::number(divergence->loss)},
                          {"place", divergence->place}};
  }
  return json;
}

std::string next_command(const RunRecorder& recorder, const OpenedExperiment& experiment, Status status) {
  const std::string run = recorder.directory().string();
  if (status == Status::kInterrupted) return "nnctl train --resume " + run;
  if (status == Status::kDiverged) {
    return fmt::format("nnctl train {}/config.yaml --set training.optimizer.learning_rate=...", run);
  }
  const bool has_test = experiment.data.part(data::Part::kTest).num_rows() > 0 ||
                        !experiment.assembly.config.data.test.empty() || experiment.has_validation;
  return has_test ? "nnctl eval " + run : fmt::format("nnctl predict {} FILE", run);
}

report::TrainingEnd training_end(const RunRecorder& recorder, const OpenedExperiment& experiment,
                                 const Trainer& trainer, const data::Dataset& training, const std::string& monitor,
                                 const std::vector<BaselineRecord>& baselines) {
  const train::TrainState& state = trainer.state();
  report::TrainingEnd end;
  if (state.epoch > 0) {
    end.scores.push_back({"model", RunRecorder::model_logs(trainer)});
    for (const BaselineRecord& baseline : baselines) end.scores.push_back({baseline.name, baseline.metrics});
  }
  end.status = state.status;
  end.epochs_done = state.epoch;
  end.epochs = trainer.epochs();
  if (trainer.keeps_best()) {
    end.best_epoch = RunRecorder::model_epoch(trainer);
    end.monitor = monitor;
    end.best_value = state.best.best;
  }
  end.seconds = state.seconds;
  end.samples_per_second = samples_per_second(trainer, training);
  end.peak_memory_bytes = experiment::peak_memory_bytes();
  end.run = recorder.directory().string();
  end.next = next_command(recorder, experiment, state.status);
  return end;
}

std::string divergence_text(const train::Divergence& divergence) {
  return fmt::format(
      "training diverged: the loss became {} in epoch {}, step {}; the first values that were not finite "
      "are in {}",
      std::isnan(divergence.loss) ? "NaN" : "infinite", divergence.epoch, divergence.step, divergence.place);
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

experiment::LoadedConfig load(const Context& context, const std::filesystem::path& config) {
  return experiment::load_config(config, context.options.overrides, context.options.seed);
}

void load_initial_weights(const Context& context, const OpenedExperiment& experiment, Trainer& trainer) {
  const experiment::LoadedWeights weights =
      experiment::load_initial_weights(*experiment.assembly.config.model.initial_weights, experiment.loaded.root,
                                       *experiment.assembly.plan, trainer.weights());
  const std::string rest =
      weights.skipped.empty() ? "" : fmt::format("; {} do not fit and start anew", fmt::join(weights.skipped, ", "));
  context.note(fmt::format("{} weights start from {}{}", weights.loaded.size(), weights.file.string(), rest));
}

std::filesystem::path run_to_resume(const std::string& argument) {
  const experiment::FoundRun run = experiment::find_run(argument);
  if (run.directory.empty()) {
    throw UserError(Fault::kUsage, fmt::format("'{}' is a model file, not a run", argument),
                    "give the run directory that holds it");
  }
  return run.directory;
}

}  // namespace

int train(const Context& context, const TrainArguments& arguments) {
  const bool resumes = !arguments.resume.empty();
  if (resumes && context.options.output) {
    throw UserError(Fault::kUsage, "--output has no meaning with --resume", "a run goes on in its own directory");
  }
  const std::filesystem::path resumed = resumes ? run_to_resume(arguments.resume) : std::filesystem::path();
  const OpenedExperiment experiment = experiment::open_experiment(
      load(context, resumes ? resumed / "config.yaml" : std::filesystem::path(arguments.config)));
  const experiment::Assembly& assembly = experiment.assembly;
  if (!experiment.data.columns_by_type.empty()) context.note("columns: " + experiment.data.columns_by_type);
  for (const std::string& note : experiment.data.notes) context.note(note);

  const std::unique_ptr<data::Dataset> training_rows = experiment::training_rows(experiment);
  const data::Dataset& training = *training_rows;
  std::unique_ptr<data::Dataset> validation;
  if (experiment.has_validation) validation = experiment.data.dataset(data::Part::kValidation, assembly.encoding);
  if (assembly.config.training.batch_size > training.num_rows()) {
    context.note(fmt::format("batch_size {} is more than the {} training rows: each epoch is one step",
                             assembly.config.training.batch_size, training.num_rows()));
  }

  ThreadPool pool(context.threads());
  const train::TrainingOptions options = experiment::training_options(assembly.config, experiment.has_validation);
  Trainer trainer(*assembly.plan, *assembly.objective, *assembly.optimizer, training, validation.get(), options, pool);
  trainer.initialize();
  if (assembly.config.model.initial_weights && !resumes) load_initial_weights(context, experiment, trainer);

  const InterruptGuard interrupt;
  const std::filesystem::path directory =
      resumes ? resumed : experiment::make_run_directory(context.options.output, *assembly.config.name);
  RunRecorder recorder(experiment, directory, pool.threads(), !resumes);
  if (resumes) {
    if (recorder.has_checkpoint()) {
      recorder.restore(trainer);
    } else {
      context.note("the run was stopped before its first checkpoint: it begins anew");
    }
    report::MetricsFiles::prepare_resume(directory, trainer.state().epoch);
    recorder.drop_models_after(trainer.state().epoch);
  }
  report::MetricsFiles files(directory);
  report::Progress progress(context.console, {trainer.epochs(), options.best.monitor});
  Observers observers(files, recorder, progress);
  const Status status = trainer.run(observers, InterruptGuard::flag());
  context.console.clear_live();
  if (context.console.can_redraw()) context.console.note("\n");  // the terminal's own ^C stands on this line

  std::vector<BaselineRecord> baselines;
  if (status == Status::kCompleted || status == Status::kStoppedEarly) {
    baselines = run_baselines(experiment, training, validation.get(), trainer, pool);
  }
  recorder.finish(trainer, baselines);
  if (trainer.divergence()) {
    Diagnostic diagnostic;
    diagnostic.message = divergence_text(*trainer.divergence());
    diagnostic.hint = fmt::format(
        "the last finite model is in {}; lower training.optimizer.learning_rate, or look at "
        "the data's scale",
        directory.string());
    context.console.error(to_string(diagnostic));
  }
  if (context.options.json) {
    context.print_json(train_document(recorder, trainer, training, baselines));
  } else if (!context.options.quiet) {
    context.console.print(report::training_end_view(
        context.console.out_look(),
        training_end(recorder, experiment, trainer, training, options.best.monitor, baselines)));
  }
  return exit_code(status);
}

}  // namespace nnctl::cli
