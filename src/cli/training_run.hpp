// One training from a config to its run directory: what `nnctl train` does once, and a cross-validation once a fold.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analysis/baseline.hpp"
#include "cli/context.hpp"
#include "experiment/run_recorder.hpp"
#include "experiment/training.hpp"
#include "parallel/thread_pool.hpp"

namespace nnctl::cli {

/// The baselines judged on validation rows, or on the rows of `judged` if it is not null, whose logs are called val_
/// all the same; none where the config wants none.
std::vector<experiment::BaselineRecord> baselines_of(const experiment::Training& training, const data::Dataset* judged);

class TrainingRun {
 public:
  /// Builds everything that can fail before anything is written. Keeps references. `resumes`: the directory that run()
  /// gets holds a run that was begun.
  TrainingRun(const Context& context, experiment::OpenedExperiment experiment, bool resumes);

  /// Trains in `directory`: anew, or from its checkpoint.
  train::Status run(const std::filesystem::path& directory);
  /// Writes models and run.json.
  void finish(const experiment::Verdict& verdict) { recorder_->finish(trainer(), verdict); }

  /// The baselines judged on validation rows, or on the rows of `judged`, whose logs are called val_ all the same.
  std::vector<experiment::BaselineRecord> baselines(const data::Dataset* judged) {
    return baselines_of(training_, judged);
  }
  /// What ails the training that run() has ended; `config` as the user wrote it.
  std::vector<experiment::Finding> diagnosis(const std::string& config,
                                             const std::vector<experiment::BaselineRecord>& baselines);
  /// Loss and metrics of the kept model on other rows.
  train::Logs evaluate(const data::Dataset& rows) const { return training_.evaluate(rows); }

  const experiment::OpenedExperiment& experiment() const { return training_.experiment(); }
  const experiment::RunRecorder& recorder() const { return *recorder_; }
  const train::Trainer& trainer() const { return training_.trainer(); }
  const data::Dataset& training() const { return training_.training(); }
  const data::Dataset* validation() const { return training_.validation(); }
  const std::string& monitor() const { return training_.options().best.monitor; }
  double samples_per_second() const { return training_.samples_per_second(); }
  /// Tells how training diverged, if it did.
  void report_divergence() const;

 private:
  const Context& context_;
  bool resumes_;
  ThreadPool pool_;
  experiment::Training training_;
  std::unique_ptr<experiment::RunRecorder> recorder_;
};

/// The exit code of a training that ended so.
int exit_code(train::Status status);

}  // namespace nnctl::cli
