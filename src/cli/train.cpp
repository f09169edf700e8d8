// nnctl train CONFIG [--cv K], nnctl train --resume RUN
#include <array>

#include <fmt/format.h>

#include "base/shell_word.hpp"
#include "cli/commands.hpp"
#include "cli/cross_validate.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "cli/requirements.hpp"
#include "cli/training_run.hpp"
#include "experiment/folds_record.hpp"
#include "experiment/model_doubts.hpp"
#include "experiment/run_directory.hpp"
#include "report/training_view.hpp"

namespace nnctl::cli {

namespace {

using experiment::BaselineRecord;
using experiment::OpenedExperiment;
using experiment::RunRecorder;
using experiment::Verdict;
using train::Status;
using train::Trainer;

// A run that has ended: what is required of training and validation rows.
std::vector<experiment::CheckedRequirement> requirements_of(const TrainingRun& run) {
  const Status status = run.trainer().state().status;
  if (status != Status::kCompleted && status != Status::kStoppedEarly) return {};
  static constexpr std::array<std::string_view, 2> kPrefixes = {"", "val_"};
  return experiment::check_requirements(run.experiment().assembly.config.require,
                                        RunRecorder::model_logs(run.trainer()), kPrefixes);
}

report::Json train_document(const TrainingRun& run, const Verdict& verdict) {
  const Trainer& trainer = run.trainer();
  const train::TrainState& state = trainer.state();
  report::Json json = report::document();
  json["run"] = run.recorder().directory().string();
  json["status"] = train::to_string(state.status);
  json["epochs"] = state.epoch;
  json["best_epoch"] = RunRecorder::model_epoch(trainer);
  json["weights_hash"] = weights_hash(trainer.plan(), trainer.model_weights());
  json["metrics"] = report::metrics(RunRecorder::model_logs(trainer));
  json["last"] = {{"epoch", state.epoch},
                  {"metrics", report::metrics(state.last_logs)},
                  {"weights_hash", weights_hash(trainer.plan(), trainer.last_weights())}};
  report::Json scores = report::Json::object();
  for (const BaselineRecord& baseline : verdict.baselines) scores[baseline.name] = report::metrics(baseline.metrics);
  json["baseline"] = std::move(scores);
  json["requirements"] = requirements_json(requirements_of(run));
  json["diagnosis"] = report::diagnosis(verdict.diagnosis);
  json["seconds"] = state.seconds;
  json["samples_per_second"] = report::number(run.samples_per_second());
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
  if (status == Status::kInterrupted) return "nnctl train --resume " + shell_word(run);
  if (status == Status::kDiverged) {
    return fmt::format("nnctl train {} --set training.optimizer.learning_rate=...", shell_word(run + "/config.yaml"));
  }
  const bool has_test = experiment.data->part(data::Part::kTest).num_rows() > 0 ||
                        !experiment.assembly.config.data.test.empty() || experiment.has_validation;
  return has_test ? "nnctl eval " + shell_word(run) : fmt::format("nnctl predict {} FILE", shell_word(run));
}

report::TrainingEnd training_end(const TrainingRun& run, const Verdict& verdict) {
  const Trainer& trainer = run.trainer();
  const train::TrainState& state = trainer.state();
  report::TrainingEnd end;
  if (state.epoch > 0) {
    end.scores.push_back({"model", RunRecorder::model_logs(trainer)});
    for (const BaselineRecord& baseline : verdict.baselines) end.scores.push_back({baseline.name, baseline.metrics});
  }
  end.diagnosis = verdict.diagnosis;
  end.status = state.status;
  end.epochs_done = state.epoch;
  end.epochs = trainer.epochs();
  if (trainer.keeps_best()) {
    end.best_epoch = RunRecorder::model_epoch(trainer);
    end.monitor = run.monitor();
    end.best_value = state.best.best;
  }
  end.seconds = state.seconds;
  end.samples_per_second = run.samples_per_second();
  end.peak_memory_bytes = experiment::peak_memory_bytes();
  end.run = run.recorder().directory().string();
  end.next = next_command(run.recorder(), run.experiment(), state.status);
  return end;
}

std::filesystem::path run_to_resume(const std::string& argument) {
  const experiment::FoundRun run = experiment::find_run(argument, /*takes_folds=*/true);
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
  const std::filesystem::path config = resumes ? resumed / "config.yaml" : std::filesystem::path(arguments.config);
  std::vector<std::string> overrides = context.options.overrides;
  if (arguments.folds) overrides.push_back(fmt::format("data.folds={}", *arguments.folds));
  experiment::LoadedConfig loaded = experiment::load_config(config, overrides, context.options.seed);
  if (loaded.config.data.folds && !loaded.config.data.fold) {
    return cross_validate(context, {config, overrides, *loaded.config.name, resumed});
  }

  OpenedExperiment opened = experiment::open_experiment(std::move(loaded));
  if (!opened.data->columns_by_type.empty()) context.note("columns: " + opened.data->columns_by_type);
  for (const std::string& note : opened.data->notes) context.note(note);
  for (const std::string& note : experiment::model_doubts(opened)) context.note(note);
  const std::int64_t batch_size = opened.assembly.config.training.batch_size;
  const std::int64_t rows = opened.data->part(data::Part::kTrain).num_rows();
  if (batch_size > rows) {
    context.note(
        fmt::format("batch_size {} is more than the {} training rows: each epoch is one step", batch_size, rows));
  }
  TrainingRun run(context, std::move(opened), resumes);
  const InterruptGuard interrupt;
  const Status status =
      run.run(resumes ? resumed
                      : experiment::make_run_directory(context.options.output, *run.experiment().assembly.config.name));
  experiment::Verdict verdict;
  if (status == Status::kCompleted || status == Status::kStoppedEarly) verdict.baselines = run.baselines(nullptr);
  verdict.diagnosis = run.diagnosis(config.string(), verdict.baselines);
  run.finish(verdict);
  run.report_divergence();
  if (context.options.json) {
    context.print_json(train_document(run, verdict));
  } else if (!context.options.quiet) {
    context.console.print(report::training_end_view(context.console.out_look(), training_end(run, verdict)));
  }
  const int unmet = report_requirements(context, requirements_of(run));
  return unmet != kOk ? unmet : exit_code(status);
}

}  // namespace nnctl::cli
