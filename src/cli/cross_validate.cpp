#include "cli/cross_validate.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/file.hpp"
#include "base/shell_word.hpp"
#include "cli/exit_code.hpp"
#include "cli/interrupt.hpp"
#include "cli/requirements.hpp"
#include "cli/training_run.hpp"
#include "experiment/folds_record.hpp"
#include "experiment/run_directory.hpp"
#include "report/folds_view.hpp"

namespace nnctl::cli {

namespace {

namespace fs = std::filesystem;
using experiment::BaselineRecord;
using experiment::FoldRecord;
using experiment::OpenedExperiment;
using Requirement = experiment::CheckedRequirement;
using train::Status;

// The fold's rows are its test part.
train::Logs as_test(const train::Logs& logs) {
  train::Logs renamed;
  for (const auto& [name, value] : logs) renamed.emplace_back("test_" + name, value);
  return renamed;
}

// Baselines are judged on the fold in the place of validation rows.
std::vector<BaselineRecord> on_fold(const std::vector<BaselineRecord>& baselines) {
  std::vector<BaselineRecord> judged;
  for (const BaselineRecord& baseline : baselines) {
    BaselineRecord one{baseline.name, {}};
    for (const auto& [name, value] : baseline.metrics) {
      if (name.starts_with("val_")) one.metrics.emplace_back("test_" + name.substr(4), value);
    }
    judged.push_back(std::move(one));
  }
  return judged;
}

class Validation {
 public:
  Validation(const Context& context, const CrossValidation& request) : context_(context), request_(request) {}

  int run() {
    OpenedExperiment first = open(1);
    num_folds_ = *first.assembly.config.data.folds;
    require_ = first.assembly.config.require;
    note(first);
    const InterruptGuard interrupt;
    start(first);
    Status status = Status::kCompleted;
    for (std::int64_t fold = 1; fold <= num_folds_ && status == Status::kCompleted; ++fold) {
      const auto done = std::ranges::find(folds_, fold, &FoldRecord::fold);
      if (done != folds_.end()) continue;
      status = train_fold(fold, fold == 1 ? std::move(first) : open(fold));
      write(status == Status::kCompleted && fold < num_folds_ ? "running" : train::to_string(status));
    }
    const auto requirements = status == Status::kCompleted ? requirements_of_means() : std::vector<Requirement>();
    report(status, requirements);
    const int unmet = report_requirements(context_, requirements);
    return unmet != kOk ? unmet : exit_code(status);
  }

 private:
  OpenedExperiment open(std::int64_t fold) const {
    std::vector<std::string> overrides = request_.overrides;
    overrides.push_back(fmt::format("data.fold={}", fold));
    return experiment::open_experiment(experiment::load_config(request_.config, overrides, context_.options.seed));
  }

  void note(const OpenedExperiment& opened) const {
    if (!opened.data->columns_by_type.empty()) context_.note("columns: " + opened.data->columns_by_type);
    for (const std::string& text : opened.data->notes) context_.note(text);
    std::int64_t used = 0;
    for (const auto& rows : opened.data->split.parts) used += std::ssize(rows);
    const std::int64_t held_out = opened.data->part(data::Part::kTrain).samples->num_rows() - used;
    const bool chains = opened.data->split.strategy == data::SplitStrategy::kTime;
    if (held_out > 0 && !chains) {
      context_.note(
          fmt::format("{} test rows stay out of all folds; data.split.test: 0 deals every row into a fold", held_out));
    }
  }

  void start(const OpenedExperiment& first) {
    if (!request_.resumed.empty()) {
      directory_ = request_.resumed;
      folds_ = experiment::read_folds(directory_);
      return;
    }
    directory_ = experiment::make_run_directory(context_.options.output, request_.name);
    experiment::ExperimentConfig whole = first.assembly.config;
    whole.data.fold.reset();
    write_file_atomically(
        directory_ / "config.yaml",
        fmt::format("# Every default written out; trains again from here: nnctl train {}\n{}",
                    shell_word((directory_ / "config.yaml").string()), experiment::config_text(whole, directory_)));
    write("running");
  }

  void write(const std::string& status) const {
    experiment::write_folds(directory_, request_.name, status, num_folds_, folds_);
  }

  Status train_fold(std::int64_t fold, OpenedExperiment opened) {
    const fs::path directory = directory_ / fmt::format("fold-{}", fold);
    const bool is_new = make_new_directory(directory);
    const bool resumes = !is_new && fs::exists(directory / "config.yaml") && fs::exists(directory / "split.json");
    context_.note(fmt::format("fold {} of {}: {} rows train, {} validate, {} are scored", fold, num_folds_,
                              opened.data->part(data::Part::kTrain).num_rows(),
                              opened.data->part(data::Part::kValidation).num_rows(),
                              opened.data->part(data::Part::kTest).num_rows()));
    TrainingRun run(context_, std::move(opened), resumes);
    const auto scored = run.experiment().data->dataset(data::Part::kTest, run.experiment().assembly.encoding);
    const Status status = run.run(directory);
    const bool ended = status == Status::kCompleted || status == Status::kStoppedEarly;
    std::vector<BaselineRecord> baselines;
    if (ended) baselines = on_fold(run.baselines(scored.get()));
    run.finish({baselines, {}});
    run.report_divergence();
    if (!ended) return status;
    FoldRecord record;
    record.fold = fold;
    record.run = directory.filename().string();
    record.metrics = experiment::RunRecorder::model_logs(run.trainer());
    for (auto& log : as_test(run.evaluate(*scored))) record.metrics.push_back(std::move(log));
    record.baselines = std::move(baselines);
    record.epochs = run.trainer().state().epoch;
    record.best_epoch = experiment::RunRecorder::model_epoch(run.trainer());
    record.weights_hash = weights_hash(run.trainer().plan(), run.trainer().model_weights());
    record.seconds = run.trainer().state().seconds;
    folds_.push_back(std::move(record));
    return Status::kCompleted;
  }

  experiment::Spread spread() const {
    std::vector<train::Logs> logs;
    for (const FoldRecord& fold : folds_) logs.push_back(fold.metrics);
    return experiment::spread_of(logs);
  }

  // What is required holds for the folds' means.
  std::vector<Requirement> requirements_of_means() const {
    static constexpr std::array<std::string_view, 3> kPrefixes = {"", "val_", "test_"};
    return experiment::check_requirements(require_, spread().mean, kPrefixes);
  }

  void report(Status status, const std::vector<Requirement>& requirements) const {
    const experiment::Spread spread = this->spread();
    const std::vector<BaselineRecord> baselines = experiment::mean_baselines(folds_);
    double seconds = 0;
    for (const FoldRecord& fold : folds_) seconds += fold.seconds;
    if (context_.options.json) {
      report::Json json = report::document();
      json["run"] = directory_.string();
      json["status"] = train::to_string(status);
      json["folds"] = report::Json::array();
      for (const FoldRecord& fold : folds_) {
        json["folds"].push_back({{"fold", fold.fold},
                                 {"metrics", report::metrics(fold.metrics)},
                                 {"run", (directory_ / fold.run).string()},
                                 {"epochs", fold.epochs},
                                 {"best_epoch", fold.best_epoch},
                                 {"weights_hash", fold.weights_hash}});
      }
      json["mean"] = report::metrics(spread.mean);
      json["std"] = report::metrics(spread.std);
      json["baseline"] = report::Json::object();
      for (const BaselineRecord& one : baselines) json["baseline"][one.name] = report::metrics(one.metrics);
      json["requirements"] = requirements_json(requirements);
      json["seconds"] = seconds;
      json["peak_memory_bytes"] = experiment::peak_memory_bytes();
      context_.print_json(json);
      return;
    }
    if (context_.options.quiet) return;
    report::FoldsPage page;
    for (const FoldRecord& fold : folds_) page.folds.push_back({fmt::format("fold {}", fold.fold), fold.metrics});
    page.mean = spread.mean;
    page.std = spread.std;
    for (const BaselineRecord& one : baselines) page.baselines.push_back({one.name, one.metrics});
    page.num_folds = num_folds_;
    page.seconds = seconds;
    page.run = directory_.string();
    page.next = status == Status::kInterrupted
                    ? fmt::format("nnctl train --resume {}", shell_word(page.run))
                    : fmt::format("nnctl train {} --set data.folds=null", shell_word(page.run + "/config.yaml"));
    context_.console.print(report::folds_view(context_.console.out_look(), page));
  }

  const Context& context_;
  const CrossValidation& request_;
  fs::path directory_;
  std::int64_t num_folds_ = 0;
  experiment::Requirements require_;
  std::vector<FoldRecord> folds_;
};

}  // namespace

int cross_validate(const Context& context, const CrossValidation& request) {
  return Validation(context, request).run();
}

}  // namespace nnctl::cli
