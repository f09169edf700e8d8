// The summary of a cross-validation: what every fold's model scored on the fold, their mean and their spread, in
// run.json of the directory that holds the folds' own run directories.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "experiment/run_recorder.hpp"

namespace nnctl::experiment {

struct FoldRecord {
  std::int64_t fold = 0;                  ///< from 1
  std::string run;                        ///< its directory within the whole's
  train::Logs metrics;                    ///< of the kept model: of training rows, val_ and, on the fold, test_
  std::vector<BaselineRecord> baselines;  ///< test_
  std::int64_t epochs = 0;
  std::int64_t best_epoch = 0;
  std::string weights_hash;
  double seconds = 0;
};

/// Mean and sample standard deviation (over n - 1; of one fold none) of each metric that all folds have.
struct Spread {
  train::Logs mean;
  train::Logs std;
};
Spread spread_of(const std::vector<train::Logs>& folds);

/// The folds' baselines by name, each as the mean over the folds.
std::vector<BaselineRecord> mean_baselines(const std::vector<FoldRecord>& folds);

/// `status` as in the run.json of a training.
void write_folds(const std::filesystem::path& directory, const std::string& name, const std::string& status,
                 std::int64_t num_folds, const std::vector<FoldRecord>& folds);
/// The folds that are through; none where there is no such file.
std::vector<FoldRecord> read_folds(const std::filesystem::path& directory);
/// Whether the directory holds a cross-validation.
bool holds_folds(const std::filesystem::path& directory);

}  // namespace nnctl::experiment
